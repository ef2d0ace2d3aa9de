// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/own_target.hpp"

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

constexpr int degrees = 200, limit_degrees = 60;

/// The kernel of the process at the question's dimension.
Question kernel_of(const Question& q) {
    Question k;
    k.model = "kernel", k.has_model = true;
    k.dim = q.dim;
    if (q.process_is_activation)
        k.activation = q.process, k.has_activation = true;
    else
        set_field(k, "kernel", q.process);
    return k;
}

Target<> energies_of_process(const Question& q) {
    return std::visit(
        [&](const auto& model) -> Target<> {
            std::vector<double> masses;
            double tail = 0;
            if (is_infinite(q.dim)) {
                if constexpr (requires { in_the_limit(model); }) {
                    const LimitMasses limit = in_the_limit(model);
                    for (std::size_t k = 0; k < limit.mass.size(); ++k)
                        if (int(k) <= limit_degrees)
                            masses.push_back(double(limit.mass[k]));
                        else
                            tail += double(limit.mass[k]);
                    tail += double(limit.tail);
                } else {
                    throw NotCovered("a Gaussian process with this kernel has no limit d -> infinity here; give `dim`");
                }
            } else {
                const Spectrum<> spectrum = diagonalize(model, degrees);
                for (const Level<>& level : spectrum.levels) masses.push_back(level.mass);
                tail = spectrum.tail;
            }
            double trace = tail;
            for (const double mass : masses) trace += mass;
            Target<> target{{}, q.process_energy * tail / trace};
            for (std::size_t k = 0; k < masses.size(); ++k)
                if (masses[k] > 0) target.energy.emplace_back(int(k), q.process_energy * masses[k] / trace);
            return target;
        },
        model_of(kernel_of(q)));
}

}  // namespace

std::shared_ptr<const Target<>> own_energies(const Question& q) {
    thread_local std::string last_key;
    thread_local std::shared_ptr<const Target<>> last;
    const std::string key = (q.own_neuron ? q.own_neuron->identity() : q.target_text()) + '|' + to_text(q.dim);
    if (!last || last_key != key) {
        last = std::make_shared<const Target<>>(q.neuron.empty() ? energies_of_process(q)
                                                                 : energies_of_neuron(neuron_of(q), q.dim));
        last_key = key;
    }
    return last;
}

}  // namespace lazyrisk
