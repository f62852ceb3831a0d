// `sim story`: one lab's life as text.
#include "support/child.hpp"

using namespace sim;
using namespace sim::test;
using Catch::Matchers::Contains;

namespace {

const std::string scenarios = std::string(SIM_SOURCE_DIR) + "/tests/scenarios/";
const std::string queue = scenarios + "mm1.yaml";

} // namespace

TEST_CASE("Story: a lab's story can be read") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"story", scenarios + "one_lab.yaml", "--lab", "only@ONE/1"}) == 0);
    CHECK(bytes_of(folder / "stderr").empty());
    CHECK(
        bytes_of(folder / "stdout") ==
        "one_lab, variant base, replicate 0, seed 1\n"
        "only@ONE/1 (lab, One): 5 researchers in 1 team, wealth factor 1, patience 30 days, weight 1, 0 GPUs\n"
        "2010-01-01 00:00  unit comes to the market: the best buy is unit from now on: 1 FLOP/s for 1 USD\n"
        "2010-01-01 00:00  The country's researchers are counted: stands for 3 real labs (before: 1)\n"
        "2010-01-01 00:00  Money for the year: cash +2 USD, now 2 USD\n"
        "2010-01-01 00:00  The lab's purchases of the year: buys 2 unit at 1 USD; owns 2 GPUs, 2 FLOP/s; cash -2 USD, now 3.01e-05 USD\n"
        "2010-01-01 00:00  A free team looks for a paper: project 1 takes up paper 0 (all, of 2009-05-23): 86.4 kFLOP to reproduce; "
        "starts on 2 GPUs for 12 h\n"
        "2010-01-01 12:00  Project 1 ends its reproduction of paper 0: it succeeds, as the first; research for an own experiment begins\n"
        "2010-01-11 12:00  Project 1 has designed its own experiment: 86.4 kFLOP; starts on 2 GPUs for 12 h\n"
        "2010-01-12 00:00  Project 1 has run its own experiment (48 GPU-hours in all): publishes paper 1, W = 86.4 kFLOP (1 times paper "
        "0); "
        "credit +0.643\n"
        "2010-01-12 00:00  A free team looks for a paper: project 2 takes up paper 1 (all, of 2010-01-12, its own): 86.4 kFLOP to "
        "reproduce; "
        "starts on 2 GPUs for 12 h\n"
        "2010-01-12 12:00  Project 2 ends its reproduction of paper 1: it succeeds, as the first; research for an own experiment begins\n"
        "From 2010-01-01 to 2010-01-15: 1 paper, 2 reproductions (2 first), 0 failures, 0 projects given up; 72 GPU-hours; 2 USD spent\n");

    REQUIRE(exit_of(folder, {"story", scenarios + "one_lab.yaml", "--lab", "only@ONE/1", "--until", "2010-01-02", "--replicate", "1"}) ==
            0);
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("replicate 1") && Contains("A free team looks for a paper: none is within its reach; it looks again in "
                                                   "30 days\nFrom 2010-01-01 to 2010-01-02: 0 papers"));
    REQUIRE(exit_of(folder, {"story", scenarios + "two_worlds.yaml", "--variant", "rich", "--lab", "only@ONE/1"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("buys 4 unit at 1 USD") && Contains("starts on 4 GPUs for 6 h"));
}

TEST_CASE("Story: a story tells of queues, retired GPUs, electricity, and rivals who were first") {
    const Folder folder;
    REQUIRE(exit_of(folder, {"story", queue, "--lab", "queue@NO/1", "--until", "2000-01-20"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("A paper of 'papers' appears: project 1 takes up paper 0") &&
                                                Contains("waits for GPUs (1 in the queue)") && Contains("h, after ") &&
                                                Contains(" in the queue\n"));
    REQUIRE(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "universities@AAA/3", "--set", "research.abandon=100 %"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains("retires ") && Contains(" for electricity; buys ") && Contains("home-1 of 2010") &&
                                                Contains("the best buy is home+1 from now on") && Contains("it fails"));
    REQUIRE(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "universities@AAA/2", "--replicate", "1", "--set",
                             "research.abandon=100 %"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"), Contains(" first: gives up project "));
    REQUIRE(exit_of(folder, {"story", scenarios + "small_controlled.yaml", "--lab", "universities@BBB/1"}) == 0);
    CHECK_THAT(bytes_of(folder / "stdout"),
               Contains("2014-06-01 00:00  Policy 'controls' begins: no GPU above 4.5 TFLOP/s can be bought; the best buy is "
                        "home-1 from now on"));
}

TEST_CASE("Story: a lab that is not there: the nearest name, and which there are") {
    const Folder folder;
    CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "universites@AAA/3"}) == 2);
    CHECK(bytes_of(folder / "stdout").empty());
    CHECK(bytes_of(folder / "stderr") == "sim: there is no lab 'universites@AAA/3'; did you mean 'universities@AAA/3'?\n"
                                         "labs are GROUP@COUNTRY/NUMBER:\n"
                                         "  universities, numbers 1 to 8, in AAA, BBB, CCC\n"
                                         "  firms, numbers 1 to 2, in AAA, BBB\n");
    for (const char* const name :
         {"firms@CCC/1", "firms@AAA/3", "firms@AAA/0", "firms@AAA/01", "firms@AAA/", "firms@AAA", "", "firms@AAA/1x"}) {
        INFO(name);
        CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", name}) == 2);
    }
    CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "firms@AAA/1", "--variant", "none"}) == 3);
    CHECK(exit_of(folder, {"story", scenarios + "small.yaml", "--lab", "firms@AAA/1", "--set", "most_events=500"}) == 1);
    CHECK_THAT(bytes_of(folder / "stderr"), Contains("the story failed: more than 500 events"));
}
