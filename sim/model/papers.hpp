// Papers, in order of publication: each knows the older one that it builds on, so that all together are a forest.
#pragma once

#include "sim/quantity.hpp"

#include <cstdint>

namespace sim {

inline constexpr std::uint32_t nobody = 0xffffffff; ///< the index of no lab, no project, no paper

/// Whether a paper used GPUs, and if not, why.
enum class Use : std::uint8_t { gpus, by_choice, for_want };
/// What bound the size of a published run: nothing, so that it brings most credit per time; what its parent needed; what the lab could run;
/// or how far its team dared to go beyond the largest run known.
enum class Corner : std::uint8_t { none, parent, reach, step };
inline constexpr std::size_t corner_count = 4;

struct Paper {
    // What a team looks at when it chooses.
    double compute = 0;     ///< W: FLOP at the base year's efficiency, the level of performance
    double freshness = 1;   ///< 2^(published / half-life) from the start: the part of credit that age takes
    double performance = 1; ///< (W / 1e18 FLOP)^b: the part of credit that the level of performance gives; where a project is a job
    DomainId domain;
    std::uint32_t children = 0; ///< papers that build on it
    // The rest.
    PaperId parent{nobody}; ///< the older paper that it builds on; nobody's: none
    Instant published;
    double flop = 0;                 ///< FLOP that its authors spent
    double line_flop = 0;            ///< FLOP spent on it and on all that it builds on, back to the first
    std::uint32_t depth = 1;         ///< papers on that line
    double memory = 0;               ///< bytes that a job needs where the scenario says so; 0: see Research
    double weight = 1;               ///< real papers that it stands for
    LabId lab{nobody};               ///< nobody for papers from outside
    std::uint32_t reproductions = 0; ///< labs that reproduced it, its authors not counted
    std::uint32_t place = nobody;    ///< in World::candidates, where it has compute
    ProjectId racers{nobody};        ///< first of the projects that are reproducing it now
    // Where Research::work is `programme`:
    double credit = 0;       ///< that its authors earned: relative to the field's level, with novelty and luck
    double project_flop = 0; ///< FLOP of the whole project: reproduction and all runs of own work
    double gpu_seconds = 0;  ///< of the whole project
    double speed = 0;        ///< useful FLOP/s of the GPUs that it was computed on...
    double usd = 0;          ///< ...and what had been paid for them; nothing where they were rented
    double runs = 1;         ///< R: all runs of own work over the published one
    double log2_compute = 0; ///< log2 W
    double log2_freshness = 0;
    bool open = false; ///< its model can be had by all
    Use use = Use::gpus;
    Corner corner = Corner::none;
};

/// What teams look at of a paper with compute, close together in memory: never across two cache lines.
struct alignas(32) Candidate {
    double log2_compute = 0; ///< of W
    double log2_worth = 0;   ///< of (1 + children)^-g x 2^(published / half-life): credit for building on it, but for size
    float credit = 0;
    PaperId paper;
    DomainId domain;
    bool open = false;
};

} // namespace sim
