// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/data_set.hpp"

#include <cmath>
#include <string_view>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

/// Block by block, so that several threads share the work; the same for any number of them.
template <class Number>
std::string hash_of_numbers(const Number* first, std::size_t count) {
    constexpr std::size_t block = std::size_t(1) << 20;
    const std::string_view bytes(reinterpret_cast<const char*>(first), count * sizeof(Number));
    std::vector<std::string> hashes(bytes.size() / block + 1);
    parallel_for(hashes.size(), 0, [&](std::size_t i) { hashes[i] = hash_of_text(bytes.substr(i * block, block)); });
    std::string all;
    for (const std::string& hash : hashes) all += hash;
    return hash_of_text(all);
}

}  // namespace

Matrix targets_of(const DataSet& set) {
    if (set.label.empty()) return set.targets;
    const Eigen::Index classes = Eigen::Index(set.classes.size());
    Matrix targets = Matrix::Constant(Eigen::Index(set.label.size()), classes, -1.0 / double(classes));
    for (std::size_t i = 0; i < set.label.size(); ++i) targets(Eigen::Index(i), set.label[i]) += 1;
    return targets;
}

std::string checksum_of(const DataSet& set) {
    std::string text = std::to_string(set.inputs.rows()) + " " + std::to_string(set.count()) + " " + set.shape.text();
    text += "\n" + hash_of_numbers(set.inputs.data(), std::size_t(set.inputs.size()));
    text += "\n" + hash_of_numbers(set.label.data(), set.label.size());
    for (const std::string& name : set.classes) text += "\n" + std::to_string(name.size()) + " " + name;
    text += "\n" + std::to_string(set.targets.cols()) + " " +
            hash_of_numbers(set.targets.data(), std::size_t(set.targets.size()));
    return hash_of_text(text).substr(0, 16);
}

DataSet with_image_shape(DataSet set, int side) {
    if (side < 1 || Eigen::Index(side) * side != set.inputs.rows())
        throw DomainError("data", set.source,
                          "its points are " + std::to_string(set.inputs.rows()) + " numbers, not " +
                              std::to_string(side) + " x " + std::to_string(side) + " pixels");
    set.shape = {side, side, 1};
    set.checksum = checksum_of(set);
    return set;
}

DataSet images_of(DataSet set) {
    if (set.shape.is_image()) return set;
    const int side = int(std::lround(std::sqrt(double(set.inputs.rows()))));
    if (Eigen::Index(side) * side != set.inputs.rows())
        throw DomainError("data", set.source,
                          "its points are vectors of " + std::to_string(set.inputs.rows()) +
                              " numbers, which are no square image; images come from idx or npy files of points x "
                              "height x width (x channels)");
    return with_image_shape(std::move(set), side);
}

}  // namespace lazyrisk
