// Points of several worlds, their units of work, and how far each has come.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "lazyrisk/simulate/executor.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/simulate/trial_work.hpp"

namespace lazyrisk {

/// A fit in one of a campaign's worlds.
struct CampaignPoint {
    std::size_t world;
    Fit fit;
};

/// Points that are fitted together, by their numbers in the campaign.
struct Family {
    Experiment experiment;
    std::vector<std::size_t> points;
    TrialWork work;
};

/// What a finished trial of a point saw.
struct FinishedTrial {
    std::size_t point;
    std::uint64_t trial;
    Outcome outcome;
    double seconds;  ///< the point's share of its unit
};

/// Results kept elsewhere. Empty functions: nothing is kept.
struct Memory {
    std::function<std::vector<FinishedTrial>(std::size_t point)> recall;
    std::function<void(std::span<const FinishedTrial>)> keep;  ///< all of one unit: all or nothing
};

class Campaign {
public:
    /// Throws as `simulate`, before anything is drawn.
    Campaign(std::vector<Realization> worlds, std::vector<CampaignPoint> points, Simulation simulation);

    /// Runs what is missing, rounds of it with `until`. Interrupted: what was finished is kept.
    void run(Executor& executor, const Memory& memory = {});

    /// Nothing where no trial was finished.
    [[nodiscard]] std::vector<Measurement> measurements() const;
    [[nodiscard]] const std::vector<Family>& families() const { return families_; }
    /// Units at a time: as many as asked for, and as fit in half of the memory.
    [[nodiscard]] int threads() const;
    [[nodiscard]] std::size_t recalled() const { return recalled_; }  ///< trials of points that came from the memory

private:
    std::vector<Realization> worlds_;
    Simulation simulation_;
    std::vector<Family> families_;
    std::vector<std::size_t> family_of_;               // of a point
    std::vector<std::vector<std::pair<std::uint64_t, Outcome>>> seen_;  // of a point, ascending by trial
    std::vector<std::uint64_t> wanted_;                // trials of a point
    std::size_t recalled_ = 0;

    [[nodiscard]] std::vector<Unit> missing() const;
    [[nodiscard]] bool want_more();
    [[nodiscard]] std::vector<Outcome> run_unit(const Unit& unit) const;
    void note(const FinishedTrial& done);
};

/// Bytes that this machine can give: its memory, or less where a control group limits it.
double memory_of_machine();

}  // namespace lazyrisk
