// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Problems answered as questions are: trainings that stop early, optimal ridges and times, and sweeps of any of their
// members.
#pragma once

#include <memory>
#include <type_traits>
#include <vector>

#include "lazyrisk/answer/resolved_point.hpp"
#include "lazyrisk/problem/problem.hpp"

namespace lazyrisk {

/// A problem on a model that is known already, of its targets' degrees.
template <class Model>
ResolvedPoint point_of(const Problem<Model>& p, std::shared_ptr<const KnownModel> known) {
    const double d = known->has_dimension() ? double(known->dimension) : 1;  // in the limit sizes are ratios
    std::vector<Mode> modes;
    for (const auto& [mode, energy] : p.target.energy) modes.push_back(mode);
    ResolvedPoint point{.target = known->in_modes(p.target),
                        .setting = {p.samples, p.width, p.width / d, p.samples / d},
                        .ridge = p.ridge,
                        .noise_variance = p.noise_variance,
                        .ensemble = p.ensemble,
                        .training = p.training,
                        .trains = !p.training.finished() || p.optimal_time,
                        .optimal_ridge = p.optimal_ridge,
                        .optimal_time = p.optimal_time,
                        .shown = known->has_covariates ? std::vector<Mode>{Mode(0), Mode(1)}
                                                       : shown_modes(p.target.highest_degree(), modes),
                        .labels = p.labels,
                        .loss = p.loss,
                        .noise_law = p.noise_law};
    if (known->radial) point.lengths = known->radial->functions(p.target);
    point.known = std::move(known);
    return point;
}

/// Risk, learnability, optimal ridge and time of a problem.  Throws DomainError, NotCovered, NotConverged.
template <class Model>
Answer answer(const Problem<Model>& p) {
    return answer_of(point_of(p, std::make_shared<const KnownModel>(p.model, p.target.highest_degree())));
}

/// The same along values of one member, as `sweep(p, &Problem<Kernel>::samples, sizes)`. The spectrum is taken once,
/// unless it is the model or the target that varies.
template <class Model, class Member, class Values = std::vector<Member>>
std::vector<Answer> sweep(Problem<Model> p, Member Problem<Model>::*member, const Values& values) {
    std::vector<Answer> answers;
    std::shared_ptr<const KnownModel> known;
    for (const Member& value : values) {
        p.*member = value;
        constexpr bool same = !std::is_same_v<Member, Model> && !std::is_same_v<Member, Target<>>;
        if (!known || !same) known = std::make_shared<const KnownModel>(p.model, p.target.highest_degree());
        answers.push_back(answer_of(point_of(p, known)));
    }
    return answers;
}

}  // namespace lazyrisk
