"""Tells the operators every day how much the portal was used: requests, failures and tokens by model.

Reads the gateway's request log, which holds no prompts, and publishes one plain-text report.
"""

import logging
import os
import time
from datetime import datetime, timedelta, timezone

import boto3

log = logging.getLogger()
log.setLevel(logging.INFO)

PERIOD = timedelta(days=1)
POLL_SECONDS = 1
QUERY_DEADLINE_SECONDS = 45

# A field that a log line lacks counts as nothing.
QUERY = """
filter ispresent(model) and model != ""
| stats count(*) as requests,
        sum(status >= 500) as failures,
        sum(prompt_tokens) as input_tokens,
        sum(completion_tokens) as output_tokens,
        pct(duration_ms, 95) as p95_ms
  by model
| sort requests desc
| limit 50
"""

COLUMNS = ("model", "requests", "failures", "input_tokens", "output_tokens", "p95_ms")


class QueryFailed(Exception):
    """CloudWatch Logs did not complete the query."""


def handle(event, context):
    """Publishes the report of the day that ends now."""
    end = datetime.now(timezone.utc)
    rows = query(os.environ["LOG_GROUP"], end - PERIOD, end)
    portal = os.environ["PORTAL"]
    boto3.client("sns").publish(
        TopicArn=os.environ["TOPIC_ARN"],
        Subject=f"{portal}: usage of {end:%d %B %Y}",
        Message=report(portal, rows, end),
    )
    log.info("reported %d models", len(rows))


def query(log_group, start, end):
    """Runs the query over a log group and returns one dict a model."""
    logs = boto3.client("logs")
    query_id = logs.start_query(
        logGroupName=log_group,
        startTime=int(start.timestamp()),
        endTime=int(end.timestamp()),
        queryString=QUERY,
    )["queryId"]
    deadline = time.monotonic() + QUERY_DEADLINE_SECONDS
    while True:
        answer = logs.get_query_results(queryId=query_id)
        if answer["status"] == "Complete":
            return [{cell["field"]: cell["value"] for cell in row} for row in answer["results"]]
        if answer["status"] not in ("Scheduled", "Running") or time.monotonic() > deadline:
            raise QueryFailed(f"the query over {log_group} ended as {answer['status']}")
        time.sleep(POLL_SECONDS)


def report(portal, rows, end):
    """Lays the rows out as a table."""
    if not rows:
        return f"Nobody used {portal} in the day before {end:%d %B %Y, %H:%M} UTC."
    table = [COLUMNS] + [tuple(cell(row, column) for column in COLUMNS) for row in rows]
    widths = [max(len(line[index]) for line in table) for index in range(len(COLUMNS))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in table]
    return "\n".join([f"Usage of {portal} in the day before {end:%d %B %Y, %H:%M} UTC", "", *lines])


def cell(row, column):
    """Writes a value: numbers without fractions, names as they are, a missing value as 0."""
    value = row.get(column, "0")
    return value if column == "model" else f"{float(value):.0f}"
