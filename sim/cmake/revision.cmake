# Writes HEADER with the commit of the working directory as GIT names it; an unchanged header keeps its time, so that nothing is rebuilt.
cmake_minimum_required(VERSION 3.25)
if(GIT)
    execute_process(COMMAND ${GIT} describe --always --dirty --abbrev=12
                    OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(NOT revision)
    set(revision unknown)
endif()
file(CONFIGURE OUTPUT ${HEADER} @ONLY CONTENT "// The commit that this program was built from.
#pragma once

namespace sim {

inline constexpr auto revision = \"@revision@\";

}  // namespace sim
")
