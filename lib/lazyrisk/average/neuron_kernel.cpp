// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/average/neuron_kernel.hpp"

#include <cmath>
#include <memory>

#include "lazyrisk/harmonics/activation_kernel.hpp"
#include "lazyrisk/harmonics/amplitudes.hpp"

namespace lazyrisk {

NeuronKernel::NeuronKernel(const Activation& activation, double dimension) {
    constexpr long double rounding = 1e-16L;
    for (const int degrees : {12, 50, 200}) {
        const Amplitudes a = decompose(activation, dimension, degrees);
        std::vector<double> mass;
        long double trace = a.tail;
        for (const long double g : a.value) {
            mass.push_back(double(g * g));
            trace += g * g;
        }
        if (!a.finite_rank && a.tail > rounding * trace) continue;
        sum_ = ZonalSum(dimension, std::move(mass));
        return;
    }
    const auto h = std::make_shared<const ActivationKernel>(activation, dimension);
    table_.emplace([h](double angle) { return double((*h)(std::cos((long double)angle))); });
}

Matrix NeuronKernel::columns(const Matrix& weights, int first, int count) const {
    if (!table_) return zonal_columns(sum_, weights, 1, first, count);
    Matrix t = cosines(weights, weights, 1, first, count);
    table_->apply(entries(t));
    t.middleRows(first, count).diagonal().setConstant(table_->diagonal());
    return t;
}

double NeuronKernel::flops() const {
    constexpr double of_table = 40;
    return table_ ? of_table : sum_.flops();
}

}  // namespace lazyrisk
