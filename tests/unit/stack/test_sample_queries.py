"""The queries that the demo asks are those of the page on the data model."""

from pathlib import Path

from local.stack.sample_queries import sample_queries


def test_the_page_has_the_three_queries_that_must_run_as_they_stand() -> None:
    agents, contacts, queues = sample_queries()
    assert agents.startswith("SELECT agent_id, state, duration\n")
    assert contacts.startswith("SELECT contact_id, queue_time, handle_time, after_call_work_time\n")
    assert queues.startswith("SELECT queue_name, agents_available, contacts_in_queue\n")


def test_blank_lines_part_queries_and_other_code_is_none(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```sql\nSELECT 1\nFROM a\n\nSELECT 2\n```\n\n```sh\nmake demo\n```\n\n```sql\nSELECT 3\n```\n")
    assert sample_queries(page) == ["SELECT 1\nFROM a", "SELECT 2", "SELECT 3"]
