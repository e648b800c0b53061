"""What cannot become rows is kept whole, once, with its reason."""

import json
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import ANY, Stubber

from connect_analytics.quarantine import Quarantine, QuarantinedRecord

RECORD = QuarantinedRecord({"body": "broken", "messageId": "m-1"}, "not JSON", (3,))


@pytest.fixture
def quarantine() -> Quarantine:
    return Quarantine("quarantine-bucket", "contact-events")


def put_objects(quarantine: Quarantine, mocker: Any) -> Any:
    return mocker.patch.object(quarantine._s3, "put_object")


def test_a_record_is_kept_whole_with_its_reason_in_the_folder_of_its_function(quarantine: Quarantine) -> None:
    with Stubber(quarantine._s3) as s3:
        expected = {"Bucket": "quarantine-bucket", "Key": ANY, "Body": ANY, "ContentType": "application/json"}
        s3.add_response("put_object", {}, expected)
        assert quarantine.keep([RECORD]) == []
        s3.assert_no_pending_responses()


def test_an_object_has_the_record_its_reason_and_its_service(quarantine: Quarantine, mocker: Any) -> None:
    put = put_objects(quarantine, mocker)
    quarantine.keep([RECORD])
    sent = put.call_args.kwargs
    assert sent["Key"].startswith("quarantine/contact-events/")
    assert json.loads(sent["Body"]) == {"service": "contact-events", "reason": "not JSON", "payload": RECORD.payload}


def test_the_name_of_an_object_is_made_from_the_record_alone(quarantine: Quarantine, mocker: Any) -> None:
    put = put_objects(quarantine, mocker)
    again = QuarantinedRecord(dict(reversed(RECORD.payload.items())), "another reason", (9,))
    other = QuarantinedRecord({"body": "another"}, "not JSON", (3,))
    quarantine.keep([RECORD, again, other])
    first, second, third = (call.kwargs["Key"] for call in put.call_args_list)
    assert first == second != third


def test_from_the_first_record_that_s3_does_not_take_all_are_given_back(quarantine: Quarantine, mocker: Any) -> None:
    records = [QuarantinedRecord({"number": number}, "reason", (number,)) for number in range(3)]
    failure = EndpointConnectionError(endpoint_url="https://s3.example")
    put_objects(quarantine, mocker).side_effect = [None, failure, None]
    assert quarantine.keep(records) == records[1:]
