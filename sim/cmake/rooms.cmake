# room(NAME [PROMISE HEADER...] [PUBLIC LIBRARY...] [PRIVATE LIBRARY...]): the static library sim_NAME of all sources below sim/NAME.
#
# Rooms are declared from the ground up, and each may use the rooms declared before it and no others. Two things keep this:
# - the include path of a room ends at itself, with its headers as "NAME/...hpp" and those that it gives to include/sim as "sim/...hpp";
# - sim_NAME_stands, a program that is nothing but the whole room on those below it, must link.
set(sim_rooms "")

function(room name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PROMISE;PUBLIC;PRIVATE")
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/sim/${name}/*.cpp")
    add_library(sim_${name} STATIC ${sources})
    set_target_properties(sim_${name} PROPERTIES UNITY_BUILD ${SIM_UNITS} UNITY_BUILD_BATCH_SIZE 6)

    set(door "${PROJECT_BINARY_DIR}/rooms/${name}")
    file(REMOVE_RECURSE "${door}")
    file(MAKE_DIRECTORY "${door}/sim")
    file(CREATE_LINK "${PROJECT_SOURCE_DIR}/sim/${name}" "${door}/${name}" SYMBOLIC)
    foreach(header IN LISTS arg_PROMISE)
        file(CREATE_LINK "${PROJECT_SOURCE_DIR}/include/sim/${header}.hpp" "${door}/sim/${header}.hpp" SYMBOLIC)
    endforeach()
    target_include_directories(sim_${name} PUBLIC "$<BUILD_INTERFACE:${door}>" "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    set_property(TARGET sim_${name} PROPERTY EXPORT_NAME ${name})

    if(sim_rooms)
        list(GET sim_rooms -1 below)
        target_link_libraries(sim_${name} PUBLIC sim_${below})
    endif()
    target_link_libraries(sim_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    if(sim_rooms)
        target_precompile_headers(sim_${name} REUSE_FROM sim_base)
    else()
        target_precompile_headers(sim_${name} PRIVATE "${PROJECT_SOURCE_DIR}/sim/base/common.hpp")
    endif()
    set(sim_rooms ${sim_rooms} ${name} PARENT_SCOPE)

    file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/rooms/stands.cpp" CONTENT "int main() {}\n")
    add_executable(sim_${name}_stands "${PROJECT_BINARY_DIR}/rooms/stands.cpp")
    target_link_libraries(sim_${name}_stands PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,sim_${name}>")
endfunction()
