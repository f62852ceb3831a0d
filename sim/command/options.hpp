// The options of each command, and what they fill in a request.
#pragma once

#include "sim/cli.hpp"

namespace CLI {
class App;
}

namespace sim {

void add_options_of_run(CLI::App& app, Request& request);
/// Of commands that play scenarios, but for what `run` alone has.
void add_options_of_playing(CLI::App& app, Request& request);
void add_options_of_compare(CLI::App& app, Request& request);
void add_options_of_explain(CLI::App& app, Request& request);
void add_options_of_flip(CLI::App& app, Request& request);
void add_options_of_story(CLI::App& app, Request& request);
/// Of commands that read scenarios and play nothing.
void add_options_of_reading(CLI::App& app, Request& request);
void add_options_of_plan(CLI::App& app, Request& request);
void add_options_of_submit(CLI::App& app, Request& request);
void add_options_of_report(CLI::App& app, Request& request);
void add_options_of_verify(CLI::App& app, Request& request);
void add_options_of_new(CLI::App& app, Request& request);
void add_options_of_diff(CLI::App& app, Request& request);
void add_options_of_cite(CLI::App& app, Request& request);
void add_options_of_merge(CLI::App& app, Request& request);
void add_options_of_help(CLI::App& app, Request& request);
void add_options_of_completion(CLI::App& app, Request& request);
void add_no_options(CLI::App& app, Request& request);

} // namespace sim
