// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Files that are not as they should be are read or refused in a sentence, never more.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "data/damaged.hpp"
#include "data/written_data.hpp"
#include "lazyrisk/data/gram_file.hpp"
#include "lazyrisk/data/read_data.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

constexpr int variants = 5000;

/// A set that can be used: as many of each as there are points, every number finite.
bool is_sound(const DataSet& set) {
    return set.count() > 0 && std::size_t(set.inputs.cols()) == set.count() && set.inputs.allFinite() &&
           set.targets.allFinite() && (set.label.empty() || set.label.size() == set.count()) &&
           (set.label.empty() != (set.targets.rows() == 0)) && set.checksum.size() == 16 &&
           (!set.shape.is_image() || set.shape.size() == std::size_t(set.inputs.rows())) &&
           std::all_of(set.label.begin(), set.label.end(),
                       [&](int label) { return label >= 0 && label < int(set.classes.size()); });
}

struct Counts {
    int read = 0, refused = 0, unsound = 0;
};

/// Damages `bytes`, writes them to `path` and lets `use` read them: it says whether the answer is sound.
Counts tried(const std::string& bytes, const std::string& path, const std::function<bool()>& use) {
    std::mt19937_64 random(20240229);
    Counts counts;
    for (int i = 0; i < variants; ++i) {
        written::file(path, damaged::copy(bytes, random));
        try {
            ++(use() ? counts.read : counts.unsound);
        } catch (const DomainError& error) {
            ++(error.name.empty() ? counts.unsound : counts.refused);
        }
    }
    CHECK(counts.unsound == 0);
    CHECK(counts.refused > variants / 10);
    return counts;
}

std::vector<unsigned char> pixels(std::size_t count) {
    std::vector<unsigned char> list;
    for (std::size_t i = 0; i < count; ++i) list.push_back(static_cast<unsigned char>(i * 37 % 251));
    return list;
}

const std::vector<unsigned char> six_labels{3, 1, 3, 0, 1, 0};

}  // namespace

TEST_SUITE("data/damage") {
    TEST_CASE("[error] idx images, plain and packed") {
        const TemporaryFolder folder;
        const std::string images = written::idx(8, {6, 4, 4}, pixels(96));
        written::file(folder.file("labels"), written::idx(8, {6}, six_labels));
        for (const bool packed : {false, true}) {
            const std::string path = folder.file("images");
            const Counts counts = tried(packed ? written::packed(images) : images, path, [&] {
                return is_sound(read_data({path, folder.file("labels"), "", "", 2, Normalise::standard}));
            });
            if (!packed) CHECK(counts.read > 100);  // damage to pixels is not to be seen
        }
    }

    TEST_CASE("[error] labels: idx and words") {
        const TemporaryFolder folder;
        const std::string images = folder.file("images"), labels = folder.file("labels");
        written::file(images, written::idx(8, {6, 4, 4}, pixels(96)));
        const auto use = [&] { return is_sound(read_data({images, labels, "", "", 0, Normalise::sphere, 5})); };
        tried(written::idx(8, {6}, six_labels), labels, use);
        tried("label\ncat\n\"a \"\"dog\"\"\"\ncat\nbird\n\"a \"\"dog\"\"\"\nbird\n", labels, use);
    }

    TEST_CASE("[error] npy, in the orders of C and of Fortran") {
        const TemporaryFolder folder;
        const std::string path = folder.file("points"), labels = folder.file("labels.npy");
        written::file(labels, written::npy("<i8", "(6,)", std::vector<std::int64_t>{3, 1, 3, 0, 1, 0}));
        const auto use = [&] { return is_sound(read_data({path, labels, "", "3,1"})); };
        std::vector<double> numbers;
        for (int i = 0; i < 18; ++i) numbers.push_back(std::sin(i));
        tried(written::npy("<f8", "(6, 3)", numbers), path, use);
        tried(written::npy(">f4", "(6, 3)", std::vector<float>(numbers.begin(), numbers.end()), true, 2), path, use);
    }

    TEST_CASE("[error] tables with a column of labels, and targets") {
        const TemporaryFolder folder;
        const std::string table = folder.file("table"), targets = folder.file("targets");
        tried("label,x,y\ncat,1,2.5\ndog,-1e-3,2\ncat,0,1\ndog,7,\"3\"\n", table, [&] {
            return is_sound(read_data({table, "", ""}));
        });
        written::file(table, "1 2\n3 4\n5 6\n");
        tried("y,z\n1,2.5\n-3,1e5\n0.25,0\n", targets, [&] { return is_sound(read_data({table, "", targets})); });
    }

    TEST_CASE("[error] Gram matrices") {
        const TemporaryFolder folder;
        const std::string path = folder.file("gram");
        const auto use = [&] {
            const Matrix gram = read_gram(path);
            return gram.allFinite() && gram.rows() == gram.cols() && gram == gram.transpose();
        };
        tried(written::npy("<f8", "(3, 3)", std::vector<double>{2, 1, 0.5, 1, 2, 1, 0.5, 1, 2}), path, use);
        tried("2,1,0.5\n1,2,1\n0.5,1,2\n", path, use);
    }
}
