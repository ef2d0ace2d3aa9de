// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "lazyrisk/image_kernel/gram.hpp"
#include "nearly.hpp"
#include "paths.hpp"
#include "test_images.hpp"

using namespace lazyrisk;

namespace {

struct KernelValue {
    int side;
    std::string x, z, kernel, nngp, ntk;
};

/// Rows of the table; kernels have commas and are between quotation marks.
std::vector<KernelValue> kernel_values() {
    std::ifstream file(std::string(paths::reference) + "/realdata_kernel_values.csv");
    std::vector<KernelValue> all;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line[0] == '#' || line.starts_with("size")) continue;
        std::vector<std::string> cells(1);
        bool quoted = false;
        for (const char c : line)
            if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                cells.emplace_back();
            else
                cells.back() += c;
        all.push_back({std::stoi(cells[0]), cells[1], cells[2], cells[3], cells[4], cells[5]});
    }
    return all;
}

/// The table's names in the grammar's words: fc divides by the diagonal unless it is called homogeneous.
std::string in_words(const std::string& name, const std::string& kind) {
    if (name.starts_with("fc(")) {
        const std::string depth = name.substr(3, name.find_first_of(",)") - 3);
        const bool plain = name.find("homogeneous") != std::string::npos;
        return kind + "(" + depth + (plain ? ")" : ",cosine)");
    }
    if (name.starts_with("rbf")) return name;
    std::string words = name.substr(0, name.size() - 1);
    if (const std::size_t exponential = words.find(",exp1"); exponential != std::string::npos)
        words.replace(exponential, 5, ",activation=exp(1)");
    return words + ",kind=" + kind + ")";
}

class Images {
public:
    /// No columns where there is no such image.
    const Matrix& at(int side, const std::string& name) {
        auto& image = known_[{side, name}];
        if (image.size() > 0) return image;
        if (side == 8) {
            image = test_images::column_by_formula(name[0]);
        } else {
            const Matrix all = test_images::fashion(4, side);
            if (all.cols() > 0) image = all.col(std::stoi(name));
        }
        return image;
    }

private:
    std::map<std::pair<int, std::string>, Matrix> known_;
};

/// The largest relative error over the table; NaN-proof.
struct Worst {
    double self = 0, others = 0;
    int compared = 0;
};

double value_of(const ImageKernel& kernel, const Matrix& x, const Matrix& z, const ImageShape& shape, bool same,
                KernelPrecision precision) {
    const GramOptions options{.precision = precision, .threads = 1};
    if (same) return (*gram(kernel, x, shape, options))(0, 0);
    return (*cross_gram(kernel, x, z, shape, options))(0, 0);
}

Worst compare_table(KernelPrecision precision, double self, double others) {
    Images images;
    Worst worst;
    for (const KernelValue& row : kernel_values())
        for (const std::string kind : {"nngp", "ntk"}) {
            const std::string& expected = kind == "nngp" ? row.nngp : row.ntk;
            if (expected.empty()) continue;
            const Matrix& x = images.at(row.side, row.x);
            const Matrix& z = images.at(row.side, row.z);
            if (x.size() == 0) continue;  // the package is not installed
            const std::string words = in_words(row.kernel, kind);
            CAPTURE(words);
            CAPTURE(row.x);
            CAPTURE(row.z);
            const bool same = row.x == row.z;
            const ImageKernel kernel = parse_image_kernel(words);
            const double found = value_of(kernel, x, z, {row.side, row.side, 1}, same, precision);
            const double value = std::stod(expected), error = std::abs(found / value - 1);
            CHECK(found == nearly(value, same ? self : others));
            (same ? worst.self : worst.others) = std::max(same ? worst.self : worst.others, error);
            ++worst.compared;
        }
    MESSAGE("largest relative error: of an image with itself " << worst.self << ", of others " << worst.others
                                                               << ", of " << worst.compared << " values");
    return worst;
}

}  // namespace

TEST_SUITE("image_kernel/kernel_values") {
    TEST_CASE("[table] kernels of 8 to 28 pixels a side against 14 to 25 digits, in double") {
        // the table's numbers of photographs were made in double, those of formulas in 40 digits
        CHECK(compare_table(KernelPrecision::in_double, 1e-13, 1e-13).compared >= 90);
    }

    TEST_CASE("[table] the same in single precision") {
        CHECK(compare_table(KernelPrecision::in_single, 1e-13, 1e-6).compared >= 90);
    }
}
