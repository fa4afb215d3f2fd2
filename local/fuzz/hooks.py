"""What the fuzzer must know beside the documents: how to log in, and whom to leave alone.

FUZZ_AS says who asks: `nobody`, `staff` or `admin` (by the cookies of a login), or `token` (a program of the
administrator's).
"""

import functools
import os

import requests
import schemathesis

SITE = os.environ["FUZZ_URL"]
WHO = os.environ["FUZZ_AS"]
PASSWORD = os.environ["FUZZ_PASSWORD"]
# Users that the runs log in as: one that was disabled could not go on.
SPARED = ("admin", "staff")


def log_in(username):
    login = requests.post(f"{SITE}/api/auth/login", json={"username": username, "password": PASSWORD}, timeout=30)
    login.raise_for_status()
    return login.cookies.get_dict()


class ByCookies:
    """The two cookies of a login, and the header that repeats one of them."""

    def get(self, case, context):
        return log_in(WHO)

    def set(self, case, data, context):
        case.cookies = {**(case.cookies or {}), "__Host-session": data["__Host-session"], "XSRF-TOKEN": data["XSRF-TOKEN"]}
        case.headers["X-XSRF-TOKEN"] = data["XSRF-TOKEN"]


class ByToken:
    """An API token of the administrator's."""

    def get(self, case, context):
        cookies = log_in("admin")
        order = {"name": os.urandom(6).hex(), "scope": "admin"}
        proof = {"X-XSRF-TOKEN": cookies["XSRF-TOKEN"]}
        issued = requests.post(f"{SITE}/api/auth/tokens", json=order, cookies=cookies, headers=proof, timeout=30)
        issued.raise_for_status()
        return issued.json()["token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


if WHO in ("staff", "admin"):
    schemathesis.auth(retry_on=[401])(ByCookies)
elif WHO == "token":
    schemathesis.auth(retry_on=[401])(ByToken)


@functools.cache
def spared():
    users = requests.get(f"{SITE}/admin/users", params={"page_size": 100}, cookies=log_in("admin"), timeout=30)
    users.raise_for_status()
    return {user["id"] for user in users.json()["results"] if user["username"] in SPARED}


@schemathesis.hook
def filter_case(context, case):
    """Leaves alone the users who log in."""
    if not case.operation.path.startswith("/admin/users/{id}") or case.method.upper() == "GET":
        return True
    return (case.path_parameters or {}).get("id") not in spared()
