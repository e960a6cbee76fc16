"""What Django is called with."""

from __future__ import annotations

import resource
from threading import Thread
from types import FunctionType

from addyours.web.wsgi import application

DEPTH = 250
ROUNDS = 300


def test_no_depth_of_calls_takes_memory_of_the_system_again_and_again():
    most = []

    def returns(*_) -> None:
        return None

    def faults_at(depth: int) -> int:
        if depth:
            return faults_at(depth - 1)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(ROUNDS):
            returns(1, 2, 3, 4, 5, 6, 7, 8, 9)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    def in_the_place_of_django(environ, start_response):
        most.append(max(faults_at(depth) for depth in range(DEPTH)))
        return []

    def as_a_request(call) -> None:
        thread = Thread(target=call, args=({}, None))
        thread.start()
        thread.join()

    roomy = FunctionType(application.__code__, {"_django": in_the_place_of_django})
    as_a_request(roomy)
    assert most[0] < ROUNDS / 10
