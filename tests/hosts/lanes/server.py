"""xlwings Server: the real one on the loopback interface, called over HTTP as xlwings' JavaScript does.

    server.py [empty | null | zero]   what a blank cell arrives as
    server.py about                   what the server tells Excel about the functions; the cases go unused
    server.py without LIBRARY         with a library that can't be imported

The licence key is that for noncommercial use, which these tests are; it lives in this process alone.
"""

import json
import logging
import os
import socket
import sys
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import officejs

SECONDS = 30
PATHS = "/xlwings/custom-functions-"


@contextmanager
def serving(project):
    """A running server of a project; its port.

    Args:
        project: A folder, as `xlwings-server init` would fill it.
    """
    (project / "custom_functions").mkdir()
    (project / "custom_functions" / "__init__.py").write_text("from roi_xl_udfs import *\n", encoding="utf-8")
    os.environ |= {
        "XLWINGS_LICENSE_KEY": "noncommercial",
        "XLWINGS_PROJECT_DIR": str(project),
        "XLWINGS_LOG_LEVEL": "CRITICAL",
    }
    os.chdir(project)  # settings are read from here as well
    import uvicorn
    from xlwings_server.main import main_app

    logging.disable(logging.CRITICAL)
    server = uvicorn.Server(uvicorn.Config(main_app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            until = monotonic() + SECONDS
            while not server.started and thread.is_alive() and monotonic() < until:
                sleep(0.01)
            if not server.started:
                raise SystemExit("the server didn't start")
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(SECONDS)


def asked(port, method, path, body=None):
    """Status and text of an answer; each on a connection of its own, as an exception may close it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request(method, PATHS + path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def called(port, request):
    """The result of a call, or the message that stands over the #VALUE!."""
    status, body = asked(port, "POST", "call", json.dumps(request))
    return officejs.told(json.loads(body)["result"]) if status == 200 else {"raised": body}


def results(port, cases, about, blank):
    import xlwings  # as the server has set it up

    parameters = {function["id"]: len(function["parameters"]) for function in about["functions"]}
    for case in cases:
        request = officejs.request(case, parameters[case["function"]], blank, xlwings.__version__)
        yield called(port, request)


def main(cases, mode="empty", library=None):
    if mode == "without":
        sys.modules[library] = None  # importing it fails
    home = Path.cwd()
    with TemporaryDirectory() as folder, serving(Path(folder)) as port:
        try:
            about = json.loads(asked(port, "GET", "meta.json")[1])
            if mode == "about":
                return about
            return [*results(port, cases, about, officejs.BLANKS.get(mode, ""))]
        finally:
            os.chdir(home)  # a folder that a process stands in can't be removed everywhere


if __name__ == "__main__":
    json.dump(main(json.load(sys.stdin), *sys.argv[1:]), sys.stdout)
