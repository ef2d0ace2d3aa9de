// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/data/gram_file.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "lazyrisk/data/number_file.hpp"
#include "lazyrisk/words/text.hpp"

namespace lazyrisk {
namespace {

std::string entry(Eigen::Index i, Eigen::Index j) {
    return "row " + std::to_string(i + 1) + ", column " + std::to_string(j + 1);
}

std::vector<double> sizes_of(const NumberFile& file, const Matrix& gram) {
    std::vector<double> sizes;
    for (Eigen::Index i = 0; i < gram.rows(); ++i) {
        if (gram(i, i) < 0)
            file.fail("its diagonal is negative at " + entry(i, i) + ", " + to_text(gram(i, i)) +
                      "; that of a Gram matrix never is");
        sizes.push_back(std::sqrt(gram(i, i)));
    }
    if (*std::max_element(sizes.begin(), sizes.end()) == 0) file.fail("its diagonal is 0 everywhere");
    return sizes;
}

}  // namespace

Matrix read_gram(const std::string& path) {
    const NumberFile file = look_at_file(path, "gram");
    if (file.shape.size() != 2 || file.shape[0] != file.shape[1])
        file.fail("it has the shape " + file.shape_text() + "; a Gram matrix is square");
    if (file.points() < 2) file.fail("it is of one point; expected two or more");
    Matrix gram = read_points(file);
    const double rounding = 8 * epsilon_of(file.type), unequal = std::max(1e-10, rounding),
                 above = 1 + std::max(1e-9, rounding);
    const std::vector<double> size = sizes_of(file, gram);
    for (Eigen::Index j = 0; j < gram.cols(); ++j)
        for (Eigen::Index i = 0; i < j; ++i) {
            const double most = size[std::size_t(i)] * size[std::size_t(j)], a = gram(j, i), b = gram(i, j);
            if (std::max(std::abs(a), std::abs(b)) > most * above)
                file.fail("at " + entry(i, j) + " it is " + to_text(std::abs(a) > std::abs(b) ? a : b) +
                          ", more than the square root of the product of both diagonals, " + to_text(most) +
                          "; such a matrix is not positive");
            if (std::abs(a - b) > unequal * most)
                file.fail("it is not symmetric: at " + entry(i, j) + " it is " + to_text(a) + ", and mirrored " +
                          to_text(b));
            gram(i, j) = gram(j, i) = a + (b - a) / 2;
        }
    return gram;
}

}  // namespace lazyrisk
