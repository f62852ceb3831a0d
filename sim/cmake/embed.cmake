# sim_embed(TARGET SYMBOL FILE): the bytes of a text file as a part of the program, read anew whenever the file changes. Use it with
#     namespace sim::embedded { extern const std::string_view SYMBOL; }
# Called as a script (-D FILE=... -D SYMBOL=... -D OUT=... -P) it writes that source file.
if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    cmake_minimum_required(VERSION 3.25)
    file(READ "${FILE}" bytes HEX)
    string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
    string(REPLACE "'\\x0a'," "'\\x0a',\n" bytes "${bytes}")
    file(WRITE "${OUT}" "#include <string_view>

namespace sim::embedded {
namespace {
constexpr char bytes_of_${SYMBOL}[] = {
${bytes}'\\0'};
}  // namespace
extern const std::string_view ${SYMBOL};
constinit const std::string_view ${SYMBOL}{bytes_of_${SYMBOL}, sizeof bytes_of_${SYMBOL} - 1};
}  // namespace sim::embedded
")
    return()
endif()

set(sim_embed_script "${CMAKE_CURRENT_LIST_FILE}")
function(sim_embed target symbol file)
    cmake_path(ABSOLUTE_PATH file BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
    set(out "${CMAKE_BINARY_DIR}/generated/embedded/${symbol}.cpp")
    add_custom_command(OUTPUT "${out}"
        COMMAND ${CMAKE_COMMAND} -D "FILE=${file}" -D "SYMBOL=${symbol}" -D "OUT=${out}" -P "${sim_embed_script}"
        DEPENDS "${file}" "${sim_embed_script}" VERBATIM)
    target_sources(${target} PRIVATE "${out}")
    set_source_files_properties("${out}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
