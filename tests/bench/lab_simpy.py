"""The plain lab model of floor.hpp as one would write it in SimPy: a process per lab for its jobs, one for its purchases, one for papers.

Usage: lab_simpy.py LABS SEED; prints the number of events and the CPU nanoseconds that each took.
"""
import math
import random
import sys
import time

import simpy

YEARS, PAPERS_A_YEAR, INTEREST, QUEUE = 18, 200, 0.05, 8


def speedup(years):
    return 2 ** (years / 2.2)


class Lab:
    def __init__(self, env, luck):
        self.env, self.events, self.gpus = env, 0, 8
        self.buys = 4 * math.exp(luck.gauss(0, 1))
        self.patience = 0.2 * math.exp(0.5 * luck.gauss(0, 1))
        self.jobs = simpy.Store(env, capacity=QUEUE)
        env.process(self.run_jobs())
        env.process(self.buy())

    def run_jobs(self):
        while True:
            cost = yield self.jobs.get()
            yield self.env.timeout(cost / (self.gpus * speedup(self.env.now)))
            self.events += 1

    def buy(self):
        while True:
            self.gpus += math.floor(self.buys * 2 ** (self.env.now * 0.3785))
            self.events += 1
            yield self.env.timeout(1)


class Papers:
    def __init__(self, env, luck, labs):
        self.env, self.luck, self.labs, self.events = env, luck, labs, 0
        env.process(self.appear())

    def appear(self):
        while True:
            yield self.env.timeout(self.luck.expovariate(PAPERS_A_YEAR))
            self.events += 1
            cost = 0.2 * 2 ** self.env.now * math.exp(1.2 * self.luck.gauss(0, 1))
            today = cost / speedup(self.env.now)
            for lab in self.readers():
                if len(lab.jobs.items) < QUEUE and today <= lab.patience * lab.gpus:
                    lab.jobs.put(cost)

    def readers(self):
        """Each lab with the same probability, by skipping over those that do not look."""
        mean_skip = -1 / math.log1p(-INTEREST)
        at = int(self.luck.expovariate(1) * mean_skip)
        while at < len(self.labs):
            yield self.labs[at]
            at += 1 + int(self.luck.expovariate(1) * mean_skip)


def main(count, seed):
    luck, env = random.Random(seed), simpy.Environment()
    before = time.process_time()
    labs = [Lab(env, luck) for _ in range(count)]
    papers = Papers(env, luck, labs)
    env.run(until=YEARS)
    events = papers.events + sum(lab.events for lab in labs)
    print(events, round(1e9 * (time.process_time() - before) / events))


main(int(sys.argv[1]), int(sys.argv[2]))
