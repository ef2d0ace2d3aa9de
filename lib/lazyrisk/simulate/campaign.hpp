// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Points of several worlds, their units of work, and how far each has come.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lazyrisk/simulate/executor.hpp"
#include "lazyrisk/simulate/simulate.hpp"
#include "lazyrisk/simulate/trial_work.hpp"
#include "lazyrisk/simulate/trials.hpp"

namespace lazyrisk {

/// A fit in one of a campaign's worlds.
struct CampaignPoint {
    std::size_t world;
    Fit fit;
};

/// Points that are fitted together, always all of them: the last digits of one depend on the others. Ascending by size,
/// ridge, noise and training, however they were asked for.
struct Family {
    Experiment experiment;
    std::vector<std::size_t> points;  ///< their numbers in the campaign
    TrialWork work;

    /// A line for each of its different points where there are several, else "": with it a point's numbers are a
    /// function of its question, seed and trial.
    [[nodiscard]] std::string together() const;
};

class Campaign {
public:
    /// Throws as `simulate`, before anything is drawn.
    Campaign(std::vector<Realization> worlds, std::vector<CampaignPoint> points, Simulation simulation);

    /// Runs what is missing, rounds of it with `until`. Interrupted: what was finished is kept. A trial of a point is
    /// kept as its Outcome, number by number.
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
    std::vector<std::size_t> family_of_;  // of a point
    std::vector<FitLoss> loss_;           // of a point
    std::vector<SeenTrials> seen_;        // of a point
    std::vector<std::uint64_t> wanted_;   // trials of a family
    std::size_t recalled_ = 0;

    bool add_family(const std::vector<CampaignPoint>& points, std::vector<std::size_t> members, double memory);
    [[nodiscard]] std::vector<Unit> missing() const;
    [[nodiscard]] bool want_more();
    [[nodiscard]] std::vector<Seen> run_unit(const Unit& unit) const;
};

/// Bytes that this machine can give: its memory, or less where a control group limits it.
double memory_of_machine();

}  // namespace lazyrisk
