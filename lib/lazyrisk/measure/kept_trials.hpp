// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Simulated trials kept in a store, by the text of their problem.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lazyrisk/measure/host.hpp"
#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/measure/simulation_settings.hpp"
#include "lazyrisk/simulate/campaign.hpp"
#include "lazyrisk/store/store.hpp"

namespace lazyrisk {

/// Why a trial that left something else than numbers is no result.
constexpr const char* no_number =
    "a trial leaves the range of double precision; energies, noise and a kernel of moderate size would help";

/// The problem's fields as a JSON object in one line, with all that its trials depend on but seed and trial. `together`
/// as its Family says: points that share a factor differ from those alone in the last digits, so that they are kept by
/// themselves.
std::string problem_text(const MeasuredPoint& point, double total_ridge, const std::string& together,
                         const SimulationSettings& settings);

/// The same of the eigenvalues of a drawn matrix, which know no target, ridge and noise.
std::string eigenvalues_text(const MeasuredPoint& point);

/// The settings as a question allows them: what nobody can read from its text later is not kept. Throws DomainError
/// where a store is named all the same.
SimulationSettings keepable(SimulationSettings settings, const Question& question);

/// The memory of a campaign. A store that is named must open; the default one is done without where it cannot be used,
/// and any store is where it fails later: a warning says so, and what is computed is still printed.
class KeptTrials {
public:
    KeptTrials(std::vector<std::string> problems, const SimulationSettings& settings, const Host& host);
    [[nodiscard]] Memory memory();
    /// "" without a store.
    [[nodiscard]] std::string path() const { return store_ ? store_->path() : ""; }

private:
    std::vector<std::string> problems_;
    std::uint64_t seed_;
    Host host_;
    std::unique_ptr<Store> store_;
};

/// Runs trials as the host does, recalls and keeps them: a problem's text for each point of the plan. Of the settings:
/// seed, shard, store, no_store.
TrialRunner kept_trials(std::vector<std::string> problems, const SimulationSettings& settings, int threads,
                        const Host& host);

}  // namespace lazyrisk
