"""The formulas through xlwings Server, called by a test client as its JavaScript calls it."""

import xlwings as xw
from exchange import alone, serve
from officejs import sent, shown
from served import main_app
from starlette.testclient import TestClient

CLIENT = TestClient(main_app)


def call(formula, arguments):
    body = {
        "client": "Office.js",
        "func_name": formula,
        "args": [sent(each) for each in arguments],
        "version": xw.__version__,
        "runtime": "1.4",
    }
    answer = CLIENT.post("/xlwings/custom-functions-call", json=body)
    if answer.status_code == 400:  # what the server answers to a stated error
        return {"error": "#VALUE!", "says": answer.text}
    answer.raise_for_status()
    return alone([[shown(value) for value in row] for row in answer.json()["result"]])


if __name__ == "__main__":
    serve(call)
