// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/drawn_samples.hpp"

#include <algorithm>
#include <numeric>

namespace lazyrisk {

std::vector<int> drawn_samples(int points, int samples, const Draw& draw) {
    std::vector<double> place(std::size_t(points), 0.0);
    draw.stream(Role::data).normals(place);
    std::vector<int> order(std::size_t(points), 0);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int i, int j) { return place[std::size_t(i)] < place[std::size_t(j)]; });
    order.resize(std::size_t(samples));
    return order;
}

}  // namespace lazyrisk
