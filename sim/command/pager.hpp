// Text that is longer than the screen.
#pragma once

#include <string>

namespace sim {

/// Prints a text on standard output. Where that is a terminal with fewer lines, through the program that PAGER names, else through `less
/// -FRX`; as it is where there is no such program, or PAGER is empty or "cat".
void print_paged(const std::string& text);

} // namespace sim
