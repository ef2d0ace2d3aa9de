// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/gap/quadratic.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <sstream>

#include "lazyrisk/harmonics/amplitudes.hpp"
#include "lazyrisk/harmonics/gradient.hpp"
#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/read_text.hpp"

namespace lazyrisk {
namespace {

Matrix read_matrix(const std::string& path, double dimension) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        throw DomainError("matrix", path, "expected identity, traceless, wishart, or a csv file that can be read");
    std::istringstream file(read_text(path, "a csv file"));
    std::vector<std::vector<double>> rows;
    int line = 0;
    for (std::string text; std::getline(file, text);) {
        ++line;
        while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.pop_back();
        if (text.empty() || text[0] == '#') continue;
        rows.emplace_back();
        std::stringstream cells(text);
        for (std::string cell; std::getline(cells, cell, ',');) {
            const auto begin = cell.find_first_not_of(" \t"), end = cell.find_last_not_of(" \t");
            rows.back().push_back(
                parse_number(path + ":" + std::to_string(line),
                             begin == std::string::npos ? cell : cell.substr(begin, end - begin + 1)));
        }
        if (rows.back().size() != rows.front().size())
            throw DomainError(path + ":" + std::to_string(line) + ": " + std::to_string(rows.back().size()) +
                              " numbers where the first row has " + std::to_string(rows.front().size()));
    }
    if (rows.empty() || rows.size() != rows.front().size())
        throw DomainError(path + ": " + std::to_string(rows.size()) + " rows of " +
                          std::to_string(rows.empty() ? 0 : rows.front().size()) +
                          " numbers; a quadratic form is a square matrix");
    const int d = int(rows.size());
    if (!is_infinite(dimension) && dimension != d)
        throw DomainError(
            "dim", dimension,
            "the matrix of " + path + " has " + std::to_string(d) + " rows; leave `dim` out, or let them agree");
    Matrix b(d, d);
    for (int i = 0; i < d; ++i)
        for (int j = 0; j < d; ++j) b(i, j) = rows[std::size_t(i)][std::size_t(j)];
    return b;
}

double hermite_coefficient(const Amplitudes& a, std::size_t k) { return k < a.value.size() ? double(a.value[k]) : 0; }

/// Squares of the amplitudes from degree `first` on, tail included.
double above(const Amplitudes& a, std::size_t first) {
    long double sum = a.tail;
    for (std::size_t k = a.value.size(); k-- > first;) sum += a.value[k] * a.value[k];
    return double(sum);
}

constexpr int limit_degrees = 60;

}  // namespace

QuadraticTarget::QuadraticTarget(Matrix b) : form(std::move(b)) {
    const int d = int(form.rows());
    if (d < 1 || form.cols() != d) throw DomainError("matrix: a quadratic form is a square matrix");
    for (int i = 0; i < d; ++i) {
        for (int j = 0; j < d; ++j) {
            const double x = form(i, j), y = form(j, i);
            if (!std::isfinite(x)) throw DomainError("matrix", x, "expected finite numbers");
            if (std::abs(x - y) > 1e-9 * (std::abs(x) + std::abs(y)))
                throw DomainError("matrix: entries (" + std::to_string(i + 1) + "," + std::to_string(j + 1) +
                                  ") and (" + std::to_string(j + 1) + "," + std::to_string(i + 1) +
                                  ") differ; a quadratic form is a symmetric matrix");
            square += x * x;
        }
    }
    trace = form.trace();
    if (!(square > 0)) throw DomainError("matrix: all entries are 0; there is nothing to learn");
    eigenvalues = lazyrisk::eigenvalues(form);
    std::sort(eigenvalues.begin(), eigenvalues.end(), [](double x, double y) { return std::abs(x) > std::abs(y); });
}

double QuadraticTarget::isotropic_share() const { return trace * trace / (dimension() * square); }

QuadraticTarget quadratic_target(const std::string& name, double dimension, const Draw& draw) {
    const bool drawn = name == "identity" || name == "traceless" || name == "wishart";
    if (!drawn) return QuadraticTarget(read_matrix(name, dimension));
    if (!(dimension >= 2 && dimension <= 20000 && dimension == std::floor(dimension)))
        throw DomainError("dim", dimension, "a quadratic form needs a whole number from 2 to 20000");
    const int d = int(dimension);
    if (name == "identity") return QuadraticTarget(Matrix::Identity(d, d));
    Matrix g(d, name == "wishart" ? 2 * d : d), b(d, d);
    draw.stream(Role::target).normals(entries(g));
    if (name == "wishart") {
        b = lower_outer_gram(g, 1.0 / d);
        mirror_lower(b);
    } else {
        b = (g + g.transpose()) / 2;
        b.diagonal().array() -= g.trace() / d;
    }
    return QuadraticTarget(std::move(b));
}

double network_on_quadratic(const QuadraticTarget& target, double width) {
    double left = 0;
    for (std::size_t i = target.eigenvalues.size(); i-- > 0 && double(i) >= width;)
        left += target.eigenvalues[i] * target.eigenvalues[i];
    return left / target.square;
}

double tangent_on_quadratic(const QuadraticTarget& target, double width) {
    const double d = target.dimension(), m = std::max(d - width, 0.0);
    if (d < 2) return m > 0 ? 1 : 0;
    const double c = m * width / (d * (d - 1) * (d + 2)), share = m * m / (d * d) - 2 * c / d;
    return m > 0 ? share + c + c * target.trace * target.trace / target.square : 0;
}

double tangent_on_quadratic_limit(double isotropic_share, double ratio) {
    const double left = std::max(1 - ratio, 0.0);
    return left * left * (1 - isotropic_share) + left * isotropic_share;
}

double features_on_quadratic_limit(const Activation& activation, double isotropic_share, double ratio) {
    const Amplitudes a = decompose(activation, infinite<>, limit_degrees);
    const double first = hermite_coefficient(a, 1), second = hermite_coefficient(a, 2);  // mu_1, mu_2/sqrt(2)
    const double c = first * first, z = above(a, 2);
    if (!(second != 0) || ratio == 0) return 1;  // then z > 0
    // rho c z m^2 + (z + c - rho c) m - 1 = 0, the root as a quotient of sums
    const double middle = z + c - ratio * c, root = std::sqrt(middle * middle + 4 * ratio * c * z);
    const double m = middle > 0 ? 2 / (middle + root) : (root - middle) / (2 * ratio * c * z);
    const double psi = 2 * second * second * ratio * m;
    return (1 - isotropic_share) + isotropic_share * 2 / (2 + psi);
}

double tangent_on_traceless_limit(const Activation& activation, double ratio) {
    // across the weight h_k = sqrt(k) mu_k/sqrt(k!): h_{k+1}^2 = nu_k^2/k! of s'
    const GradientAmplitudes gradient = decompose_gradient(activation, infinite<>, limit_degrees);
    const double first = hermite_coefficient(gradient.across, 2), rest = above(gradient.across, 3);
    if (!(first != 0)) return 1;
    const double left = std::max(1 - ratio, 0.0);
    if (!(rest > 0)) return left * left;
    const double kappa = rest / (first * first);
    // Stieltjes transform of the Marchenko-Pastur law at -z: z G^2 + (z + rho - 1) G - 1 = 0
    const auto transform = [ratio](double z) {
        const double b = z + ratio - 1, root = std::sqrt(b * b + 4 * z);
        return b > 0 ? 2 / (b + root) : (root - b) / (2 * z);
    };
    double mean = left * transform(kappa);
    constexpr int nodes = 4000;  // midpoints of a smooth periodic integrand
    for (int i = 0; i < nodes; ++i) {
        const double theta = std::numbers::pi * (i + 0.5) / nodes, sine = std::sin(theta), root = std::sqrt(ratio);
        const double away = 1 - root, half = std::cos(theta / 2);
        const double lambda =
            away * away + 4 * root * half * half;  // 1 + rho + 2 sqrt(rho) cos(theta), without cancellation
        if (lambda > 0) mean += 2 * ratio * sine * sine / lambda / nodes * transform(kappa + lambda);
    }
    return kappa * mean;
}

}  // namespace lazyrisk
