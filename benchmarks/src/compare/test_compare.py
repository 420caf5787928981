"""Tests of the comparison itself: `python3 -m unittest discover benchmarks/src/compare`."""

import contextlib
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import processes
import report
import series

WHOLE = "messageStop"


class LoadTest(unittest.TestCase):
    """What the load generator takes for a whole answer, from the stand-in itself."""

    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        mock, cls.load = processes.compiled(cls.folder)
        cls.port = processes.free_port()
        stack.enter_context(processes.mock_running(mock, cls.port, ["a.model"], cls.folder))
        cls.body = cls.folder / "body"
        cls.body.write_text(series.CONVERSE)

    def ask(self, model, chunks, end=WHOLE, clients=3, seconds=0, limit=20, port=None, path=None, headers=()):
        command = [self.load, port or self.port, path or f"/model/{model}/converse-stream", self.body, clients, seconds,
                   chunks, end, limit, *headers]
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, check=True, timeout=60)
        return json.loads(done.stdout)

    def assert_counts(self, told, **counts):
        self.assertEqual({"whole": 0, "refused": 0, "broken": 0, "lost": 0} | counts,
                         {kind: told[kind] for kind in ("whole", "refused", "broken", "lost")})

    def test_whole_answers_count_as_whole(self):
        told = self.ask("compare.chunks-20-every-1", 20)
        self.assert_counts(told, whole=3)
        self.assertEqual(60, told["chunks"])
        self.assertGreater(told["transit_us"]["p50"], 0)
        self.assertGreater(told["whole_us"]["p50"], 18_000)  # 19 pauses, the first from the last full millisecond

    def test_counts_the_streams_that_are_open_at_one_time(self):
        self.assertEqual(3, self.ask("compare.chunks-20-every-10", 20)["streaming"])
        self.assertEqual(1, self.ask("compare.chunks-20-every-1", 20, clients=1, seconds=0.2)["streaming"])

    def test_answers_larger_than_any_buffer_are_whole(self):
        self.assert_counts(self.ask("compare.chunks-20000-every-0", 20000), whole=3)

    def test_clients_ask_again_until_time_is_over(self):
        told = self.ask("compare.chunks-1-every-0", 1, seconds=0.3)
        self.assert_counts(told, whole=told["chunks"])
        self.assertGreater(told["whole"], 3)

    def test_headers_are_sent_along(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            heads = []

            def take():
                client, _ = server.accept()
                with client:
                    heads.append(client.recv(65536))

            taker = threading.Thread(target=take)
            taker.start()
            told = self.ask("", 1, clients=1, port=server.getsockname()[1], path="/", headers=("X-One: 1", "X-Two: 2"))
            taker.join(20)
        self.assert_counts(told, lost=1)
        head, body = heads[0].split(b"\r\n\r\n", 1)
        self.assertTrue(head.endswith(b"\r\nX-One: 1\r\nX-Two: 2"), head)
        self.assertEqual(series.CONVERSE.encode(), body)

    def test_an_answer_that_was_cut_off_counts_as_broken(self):
        told = self.ask("compare.chunks-20-every-0-cut-7", 20)
        self.assert_counts(told, broken=3)
        self.assertEqual(21, told["chunks"])

    def test_an_answer_that_was_cut_off_at_once_counts_as_broken(self):
        self.assert_counts(self.ask("compare.chunks-20-every-0-cut-0", 20), broken=3)

    def test_an_answer_that_was_cut_off_before_its_end_counts_as_broken(self):
        self.assert_counts(self.ask("compare.chunks-20-every-0-cut-20", 20, end=""), broken=3)

    def test_an_answer_that_lacks_a_chunk_counts_as_broken(self):
        self.assert_counts(self.ask("compare.chunks-19-every-0", 20), broken=3)

    def test_an_answer_with_a_chunk_too_many_counts_as_broken(self):
        self.assert_counts(self.ask("compare.chunks-21-every-0", 20), broken=3)

    def test_an_answer_without_its_end_counts_as_broken(self):
        self.assert_counts(self.ask("compare.chunks-20-every-0", 20, end="nothing of the kind"), broken=3)

    def test_an_answer_that_takes_too_long_counts_as_broken(self):
        self.assert_counts(self.ask("compare.chunks-3-every-5000", 3, limit=1), broken=3)

    def test_an_error_counts_as_refused(self):
        self.assert_counts(self.ask("", 1, path="/no/such/path"), refused=3)

    def test_nobody_there_counts_as_lost(self):
        self.assert_counts(self.ask("compare.chunks-1-every-0", 1, port=processes.free_port()), lost=3)


def run(p50=100.0, chunks=1000, cpu=0.02, peak=50.0, others=0.0, **faults):
    times = {"p50": p50, "p99": 3 * p50, "max": 4 * p50}
    load = {"streaming": 4000, "seconds": 2.0, "transit_us": times, "first_us": times, "whole_us": times, "chunks": chunks,
            "whole": 10, "refused": 0, "broken": 0, "lost": 0} | faults
    return series.Run(load, cpu, peak, others)


class TableTest(unittest.TestCase):

    def setUp(self):
        self.results = report.Results()

    def add(self, pattern, name, *runs):
        target = series.Target(name, 0, "", "", "", 0)
        [pattern] = [one for one in series.PATTERNS if one.name == pattern]
        for one in runs:
            self.results.add(pattern, target, one)

    def table(self):
        return "\n".join(report.Table(self.results, ["nginx", "ours"], "ours").lines())

    def test_tells_medians_and_ratios_and_verdicts(self):
        self.add("twenty-20ms", "nginx", run(p50=90), run(p50=100), run(p50=1000))
        self.add("twenty-20ms", "ours", run(p50=120, cpu=0.031), run(p50=140, cpu=0.031), run(p50=9000, cpu=0.031))
        table = self.table()
        self.assertIn("| transit p50 | 100 µs | 140 µs (1.40 ×) | ≤ 1.5 × | met |", table)
        self.assertIn("| CPU per chunk | 20 µs | 31 µs (1.55 ×) | ≤ 1.5 × | **missed** |", table)
        self.assertIn("| answers not whole | none of 30 | none of 30 | none | met |", table)

    def test_a_limit_and_a_ratio_must_both_be_kept(self):
        self.add("saturated", "nginx", run(cpu=0.0007))
        self.add("saturated", "ours", run(cpu=0.0019))
        self.assertIn("| 1.9 µs (2.71 ×) | ≤ 2 µs and ≤ 3 × | met |", self.table())
        self.add("saturated", "ours", run(cpu=0.0021), run(cpu=0.0021))
        self.assertIn("| 2.1 µs (3.00 ×) | ≤ 2 µs and ≤ 3 × | **missed** |", self.table())

    def test_answers_that_are_not_whole_give_no_figures(self):
        self.add("open-4000", "nginx", run())
        self.add("open-4000", "ours", run(whole=3990, refused=7, broken=2, lost=1))
        table = self.table()
        self.assertIn("7 refused and 2 broken and 1 lost of 4,000 | none | **missed** |", table)
        self.assertIn("| transit p99 | 300 µs | – | ≤ 1.5 × | **missed** |", table)
        self.assertEqual(["ours"], self.results.broke("ours"))

    def test_streams_that_waited_for_others_were_not_open(self):
        self.add("open-4000", "ours", run(), run(streaming=3999))
        self.add("open-4000", "nginx", run())
        self.assertIn("| streams open at one time | 4,000 | 3,999 | all | **missed** |", self.table())

    def test_only_the_judged_must_hold_every_stream_open(self):
        self.add("open-4000", "ours", run())
        self.add("open-4000", "other", run(refused=1))
        self.assertEqual([], self.results.broke("ours"))
        self.add("one-chunk", "other", run(refused=1))
        self.assertEqual(["other"], self.results.broke("ours"))

    def test_what_nginx_did_not_do_is_not_judged(self):
        self.add("one-stream", "ours", run())
        self.assertIn("| transit p50 |  | 100 µs | ≤ 1.5 × | not measured |", self.table())

    def test_tells_that_others_were_at_work(self):
        self.add("one-stream", "nginx", run(others=0.2))
        self.assertIn("| 100 µs `*` |", self.table())
        self.assertIn("more than 15% of a core", self.table())

    def test_tells_what_guards_take_beside_the_run_before(self):
        names = ["nginx", "ours", "guarded"]
        for cpu in (0.10, 0.20, 0.15):  # the machine's pace changes
            self.add("one-chunk", "ours", run(cpu=cpu))
            self.add("one-chunk", "guarded", run(cpu=cpu + 0.008))
            self.add("saturated", "ours", run(cpu=cpu))
            self.add("saturated", "guarded", run(cpu=cpu + 0.0001))
        lines = list(report.Table(self.results, names, "ours", guarded="guarded").lines())
        self.assertIn("| CPU per request, answers of one chunk, 8 clients | | | | ≤ 10 µs more | 8.00 µs (8.00 to 8.00): met |",
                      lines)
        self.assertIn("| CPU per chunk, 8 streams as fast as they go | | | | no more | 0.10 µs (0.10 to 0.10): **missed** |",
                      lines)

    def test_tells_the_start(self):
        for seconds in (0.8, 0.9, 3):
            self.results.add_start("ours", seconds, 80, 160)
        self.assertIn("| start to the first whole answer |  | 0.9 s | ≤ 1 s | met |", self.table())
        self.assertIn("| peak memory with 20 streams |  | 160 MB | ≤ 150 MB | **missed** |", self.table())

    def test_replaces_what_is_between_the_marks(self):
        document = f"before\n\n{report.BEGIN}\nold\n{report.END}\nafter\n"
        expected = f"before\n\n{report.BEGIN}\n\nnew\n\n{report.END}\nafter\n"
        self.assertEqual(expected, report.replaced(document, "new\n"))
        self.assertEqual(expected, report.replaced(expected, "new"))
        with self.assertRaises(ValueError):
            report.replaced("no marks", "new")

    def test_the_document_has_the_marks(self):
        document = (processes.ROOT / "docs" / "performance.md").read_text()
        self.assertIn("\n\nnew\n\n", report.replaced(document, "new"))


if __name__ == "__main__":
    unittest.main()
