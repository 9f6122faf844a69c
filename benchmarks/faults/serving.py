"""``python -m benchmarks.faults.serving PORT``: the service on a database in ``HEMRUTT_HOME``, open to its killer."""

from __future__ import annotations

import sys
from dataclasses import replace

import uvicorn

from api.app import create_app
from api.service import make_service
from api.settings import read_settings
from benchmarks.faults.business import LEAD


def serve(port: int) -> None:
    """Serve until killed."""
    service = make_service(replace(read_settings(), jobs_running=0), identify=lambda _: LEAD)
    uvicorn.run(create_app(service), host="127.0.0.1", port=port, access_log=False, log_level="warning")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
