"""A plan in the forms it leaves in: GeoJSON, page, calendars, table.

Pictures are in ``api.exports.picture``, to be imported only where one is drawn: matplotlib takes its time.
"""

from api.exports.calendars import write_calendars
from api.exports.geojson import plan_geojson
from api.exports.page import plan_page
from api.exports.staging import make_scene
from api.exports.tables import write_table

__all__ = ["make_scene", "plan_geojson", "plan_page", "write_calendars", "write_table"]
