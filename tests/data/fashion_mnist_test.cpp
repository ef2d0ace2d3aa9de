// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The data of the Debian package dataset-fashion-mnist, where it is installed. Numbers: computed from the package's
// files by another program (numpy).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "data/written_data.hpp"
#include "lazyrisk/data/read_data.hpp"
#include "lazyrisk/data/summary.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

std::optional<DataSet> installed(const DataRequest& request) {
    const char* own = std::getenv("LAZYRISK_DATASETS");
    if (!std::filesystem::exists(std::filesystem::path(own && *own ? own : "/usr/share/datasets") / "fashion-mnist")) {
        MESSAGE("the package dataset-fashion-mnist is not here: its numbers were not looked at");
        return {};
    }
    return read_data(request);
}

std::vector<std::string> first_labels(const DataSet& set) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < 10; ++i) names.push_back(set.classes[std::size_t(set.label[i])]);
    return names;
}

/// Sets a variable of the environment while it lives.
struct Variable {
    std::string name;
    std::optional<std::string> before;
    Variable(const char* variable, const std::string& value) : name(variable) {
        if (const char* own = std::getenv(variable)) before = own;
        setenv(variable, value.c_str(), 1);
    }
    ~Variable() {
        if (before)
            setenv(name.c_str(), before->c_str(), 1);
        else
            unsetenv(name.c_str());
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
};

}  // namespace

TEST_SUITE("data/fashion_mnist") {
    TEST_CASE("[golden] the 60000 training images: sums of pixels and squares, labels, counts of classes") {
        const std::optional<DataSet> set = installed({"fashion-mnist", "", ""});
        if (!set) return;
        CHECK(set->count() == 60000);
        CHECK(set->shape == ImageShape{28, 28, 1});
        CHECK(set->bytes->sum == 3431114169);
        CHECK(set->bytes->squares == 631470052347);
        CHECK(first_labels(*set) == std::vector<std::string>{"9", "0", "0", "3", "0", "2", "7", "2", "5", "5"});
        for (int one = 0; one < 10; ++one) {
            CHECK(set->classes[std::size_t(one)] == std::to_string(one));
            CHECK(std::count(set->label.begin(), set->label.end(), one) == 6000);
        }
        // sums of 47 million numbers have that much rounding
        CHECK(set->inputs.mean() == nearly(3431114169.0 / 255 / 60000 / 784, 1e-9));
        CHECK(set->inputs.squaredNorm() == nearly(631470052347.0 / 255 / 255, 1e-9));
    }

    TEST_CASE("[golden] the 10000 test images, and a row of pixels of the first") {
        const std::optional<DataSet> set = installed({"fashion-mnist:test", "", ""});
        if (!set) return;
        CHECK(set->count() == 10000);
        CHECK(set->bytes->sum == 573469082);
        CHECK(set->bytes->squares == 105272563536);
        CHECK(first_labels(*set) == std::vector<std::string>{"9", "2", "1", "1", "6", "1", "4", "6", "5", "7"});
        for (int one = 0; one < 10; ++one) CHECK(std::count(set->label.begin(), set->label.end(), one) == 1000);
        const std::vector<int> row{0,   0,   0,   0,   0,   0,   2,   4,   1,   0,   0,   0,   98,  136,
                                   110, 109, 110, 162, 135, 144, 149, 159, 167, 144, 158, 169, 119, 0};
        for (int j = 0; j < 28; ++j)
            CHECK(set->inputs(Eigen::Index(set->shape.place(0, 14, j)), 0) == row[std::size_t(j)] / 255.0);
    }

    TEST_CASE("[golden] the summary of the training images: norms, distances, directions") {
        const std::optional<DataSet> set = installed({"fashion-mnist", "", ""});
        if (!set) return;
        const DataSummary summary = summarise(*set);
        CHECK(summary.duplicates == 0);
        CHECK(summary.norm_mean == nearly(12.152190387870318, 1e-10));
        CHECK(summary.norm_deviation == nearly(3.76529090567068, 1e-10));
        CHECK(summary.distances.points == 500);
        CHECK(summary.distances.lower_quartile == nearly(88.77618993, 1e-9));
        CHECK(summary.distances.median == nearly(131.67619377, 1e-9));
        CHECK(summary.distances.upper_quartile == nearly(178.71636294, 1e-9));
        CHECK(summary.directions.points == 1000);
        const std::vector<double> shares{0.2995637023832375, 0.4784530016645344, 0.6260505786638562, 0.725931621304547,
                                         0.8738963814990298};
        REQUIRE(summary.directions.shares.size() == shares.size());
        for (std::size_t i = 0; i < shares.size(); ++i)
            CHECK(summary.directions.shares[i].variance == nearly(shares[i], 1e-10));
        CHECK(summary.directions.participation == nearly(7.558478025561243, 1e-10));
    }

    TEST_CASE("[identity] a part is the part of the whole: classes in their order, the first points, smaller images") {
        const std::optional<DataSet> whole = installed({"fashion-mnist:test", "", ""});
        if (!whole) return;
        const DataSet part = read_data({"fashion-mnist:test", "", "", "6,0", 14, Normalise::none, 50});
        CHECK(part.classes == std::vector<std::string>{"6", "0"});
        REQUIRE(part.count() == 50);
        CHECK(part.shape == ImageShape{14, 14, 1});
        std::size_t k = 0;
        for (std::size_t i = 0; k < 50; ++i) {
            if (whole->label[i] != 6 && whole->label[i] != 0) continue;
            CHECK(part.row[k] == i);
            CHECK(part.label[k] == (whole->label[i] == 6 ? 0 : 1));
            double mean = 0;
            for (int pixel : {14 * 28 + 12, 14 * 28 + 13, 15 * 28 + 12, 15 * 28 + 13})
                mean += whole->inputs(pixel, Eigen::Index(i)) / 4;
            CHECK(part.inputs(7 * 14 + 6, Eigen::Index(k)) == nearly(mean, 1e-14));
            ++k;
        }
    }

    TEST_CASE("[error] without the package the sentence names it; a folder of one's own is taken") {
        const TemporaryFolder folder;
        const Variable variable("LAZYRISK_DATASETS", folder.path.string());
        CHECK_THROWS_WITH_AS(read_data({"fashion-mnist", "", ""}), doctest::Contains("dataset-fashion-mnist"),
                             DomainError);
        std::filesystem::create_directories(folder.path / "fashion-mnist");
        const std::vector<unsigned char> pixels{0, 255, 51, 102, 1, 2, 3, 4};
        written::file(folder.file("fashion-mnist/t10k-images-idx3-ubyte"), written::idx(8, {2, 2, 2}, pixels));
        written::file(folder.file("fashion-mnist/t10k-labels-idx1-ubyte.gz"),
                      written::packed(written::idx(8, {2}, std::vector<unsigned char>{7, 3})));
        const DataSet set = read_data({"fashion-mnist:test", "", ""});
        CHECK(set.classes == std::vector<std::string>{"3", "7"});
        CHECK(set.label == std::vector<int>{1, 0});
        CHECK(set.inputs(2, 0) == 51 / 255.0);
        CHECK_THROWS_WITH_AS(read_data({"fashion-mnist", "", ""}), doctest::Contains("train-images-idx3-ubyte"),
                             DomainError);
        CHECK_THROWS_WITH_AS(read_data({"fashion-mnist:tst", "", ""}), doctest::Contains("fashion-mnist:test?"),
                             DomainError);
        CHECK_THROWS_WITH_AS(read_data({"fashion-mnst", "", ""}), doctest::Contains("did you mean fashion-mnist?"),
                             DomainError);
    }
}
