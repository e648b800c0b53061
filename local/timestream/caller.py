"""The caller of a request: Region and access key from its signature, and the address that the client used."""

import re
from dataclasses import dataclass

ACCOUNT = "000000000000"

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d+/([^/,\s]+)/")


@dataclass(frozen=True)
class Caller:
    """`region` is the one that the request is signed for, `principal` the access key, `address` the server's own
    as the client wrote it, with its scheme."""

    region: str
    principal: str
    address: str

    @classmethod
    def of(cls, authorization: str, address: str) -> "Caller":
        scope = _SCOPE.search(authorization)
        principal, region = scope.groups() if scope else ("anonymous", "us-east-1")
        return cls(region, principal, address)

    def arn(self, resource: str) -> str:
        return f"arn:aws:timestream:{self.region}:{ACCOUNT}:{resource}"
