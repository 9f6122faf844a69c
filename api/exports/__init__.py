"""A plan in the forms it leaves in: ``forms`` lists them; GeoJSON and the page are also made by name."""

from api.exports.geojson import plan_geojson
from api.exports.page import plan_page
from api.exports.staging import make_scene

__all__ = ["make_scene", "plan_geojson", "plan_page"]
