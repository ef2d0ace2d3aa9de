// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Data sets as they are asked for.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numeric>

#include "data/written_data.hpp"
#include "lazyrisk/data/read_data.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

using Names = std::vector<std::string>;

std::vector<unsigned char> ramp(std::size_t count) {
    std::vector<unsigned char> list(count);
    std::iota(list.begin(), list.end(), static_cast<unsigned char>(0));
    return list;
}

/// A folder with labels of 4 points.
struct Written : TemporaryFolder {
    std::string points = file("points"), labels = file("labels");
    Written() { written::file(labels, "b\na\nb\nc\n"); }
    DataSet read(const std::string& bytes, DataRequest request = {}) const {
        written::file(points, bytes);
        request.data = points;
        if (request.targets.empty() && request.labels_file.empty()) request.labels_file = labels;
        return read_data(request);
    }
    void refuses(const std::string& bytes, const DataRequest& request, const std::string& field,
                 const std::string& words) const {
        CAPTURE(words);
        try {
            static_cast<void>(read(bytes, request));
            CHECK(false);
        } catch (const DomainError& error) {
            CHECK(error.name == field);
            CHECK(std::string(error.what()).find(words) != std::string::npos);
        }
    }
};

DataRequest with_side(int side) {
    DataRequest request;
    request.side = side;
    return request;
}
DataRequest with_count(std::size_t count) {
    DataRequest request;
    request.count = count;
    return request;
}
DataRequest with_classes(const std::string& classes) {
    DataRequest request;
    request.classes = classes;
    return request;
}
DataRequest normalised(Normalise how) {
    DataRequest request;
    request.normalise = how;
    return request;
}

}  // namespace

TEST_SUITE("data/read_data") {
    TEST_CASE("[identity] a csv with its label first is the same set as an npy with labels beside it") {
        const Written folder;
        const DataSet array = folder.read(written::npy("<f8", "(4, 2)", std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8.5}));
        written::file(folder.file("table"), "label,x,y\nb,1,2\na,3,4\nb,5,6\nc,7,8.5\n");
        const DataSet table = read_data({folder.file("table"), "", ""});
        CHECK(table.inputs == array.inputs);
        CHECK(table.label == array.label);
        CHECK(table.classes == Names{"a", "b", "c"});
        CHECK(table.checksum == array.checksum);
        CHECK(table.checksum.size() == 16);
        CHECK(!table.shape.is_image());
        CHECK(!table.bytes);
        CHECK(table.source == folder.file("table"));
        // a labels file of its own makes every column an input
        written::file(folder.file("table"), "9,1,2\n9,3,4\n9,5,6\n9,7,8.5\n");
        CHECK(read_data({folder.file("table"), folder.labels, ""}).inputs.rows() == 3);
    }

    TEST_CASE("[identity] the checksum changes with every number, name, label, shape and target") {
        const Written folder;
        const std::vector<double> numbers{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        const auto bytes = [&](const std::string& shape) { return written::npy("<f8", shape, numbers); };
        const DataSet set = folder.read(bytes("(4, 4)"));
        CHECK(folder.read(written::packed(bytes("(4, 4)"))).checksum == set.checksum);
        CHECK(folder.read(bytes("(4, 2, 2)")).checksum != set.checksum);
        CHECK(with_image_shape(set, 2).checksum == folder.read(bytes("(4, 2, 2)")).checksum);
        CHECK(folder.read(bytes("(4, 4)"), with_count(3)).checksum != set.checksum);
        CHECK(folder.read(bytes("(4, 4)"), with_classes("c,b,a")).checksum != set.checksum);
        written::file(folder.labels, "b\na\nb\nd\n");
        CHECK(folder.read(bytes("(4, 4)")).checksum != set.checksum);
        const std::string targets = folder.file("targets");
        written::file(targets, "1\n2\n3\n4\n");
        const std::string with_targets = folder.read(bytes("(4, 4)"), {"", "", targets}).checksum;
        written::file(targets, "1\n2\n3\n5\n");
        CHECK(folder.read(bytes("(4, 4)"), {"", "", targets}).checksum != with_targets);
    }

    TEST_CASE("[golden] pixels of channels, last or first, become channel by channel") {
        const Written folder;
        const DataSet last = folder.read(written::npy("|u1", "(4, 2, 2, 3)", ramp(48)));
        CHECK(last.shape == ImageShape{2, 2, 3});
        CHECK(last.inputs(Eigen::Index(last.shape.place(1, 0, 1)), 2) == (2 * 12 + 1 * 3 + 1) / 255.0);
        const DataSet first = folder.read(written::npy("|u1", "(4, 3, 2, 2)", ramp(48)));
        CHECK(first.shape == ImageShape{2, 2, 3});
        CHECK(first.inputs(Eigen::Index(first.shape.place(1, 0, 1)), 2) == (2 * 12 + 4 + 1) / 255.0);
        CHECK(last.bytes->sum == 47 * 48 / 2);
        CHECK(last.bytes->squares == 47 * 48 * 95 / 6);
        folder.refuses(written::npy("|u1", "(4, 3, 1, 4)", ramp(48)), {}, "data", "both of the second and the last");
        folder.refuses(written::npy("|u1", "(4, 2, 3, 2)", ramp(48)), {}, "data", "neither of the second and the last");
        folder.refuses(written::npy("|u1", "(4,)", ramp(4)), {}, "data", "it has one dimension");
    }

    TEST_CASE("[golden] means over blocks, each channel alone") {
        const Written folder;
        const DataSet small = folder.read(written::npy("<i2", "(4, 4, 4)",
                                                       [] {
                                                           std::vector<short> list(64);
                                                           std::iota(list.begin(), list.end(), short(0));
                                                           return list;
                                                       }()),
                                          with_side(2));
        CHECK(small.shape == ImageShape{2, 2, 1});
        for (int k = 0; k < 4; ++k)
            for (int i = 0; i < 2; ++i)
                for (int j = 0; j < 2; ++j)
                    CHECK(small.inputs(2 * i + j, k) == 16 * k + 4 * (2 * i) + 2 * j + (0 + 1 + 4 + 5) / 4.0);
        const DataSet colours = folder.read(written::npy("|u1", "(4, 2, 2, 3)", ramp(48)), with_side(1));
        CHECK(colours.shape == ImageShape{1, 1, 3});
        CHECK(colours.inputs(2, 1) == nearly((12 + 2 + (0 + 3 + 6 + 9) / 4.0) / 255, 1e-15));
        CHECK(folder.read(written::npy("|u1", "(4, 2, 2)", ramp(16)), with_side(2)).inputs ==
              folder.read(written::npy("|u1", "(4, 2, 2)", ramp(16))).inputs);
        // rows of a square length are images where blocks are asked for
        CHECK(folder.read(written::npy("|u1", "(4, 16)", ramp(64)), with_side(2)).shape == ImageShape{2, 2, 1});
        folder.refuses(written::npy("|u1", "(4, 4, 4)", ramp(64)), with_side(3), "side", "a side that divides 4");
        folder.refuses(written::npy("|u1", "(4, 4, 4)", ramp(64)), with_side(8), "side", "a side that divides 4");
        folder.refuses(written::npy("|u1", "(4, 4, 4)", ramp(64)), with_side(-1), "side",
                       "expected a number of pixels");
        folder.refuses(written::npy("|u1", "(4, 4, 2)", ramp(32)), with_side(2), "side", "images are 4 x 2");
        folder.refuses(written::npy("|u1", "(4, 15)", ramp(60)), with_side(3), "side", "no square images");
    }

    TEST_CASE("[identity] vectors of a square length are images on request") {
        const Written folder;
        const DataSet vectors = folder.read(written::npy("|u1", "(4, 4)", ramp(16)));
        CHECK(images_of(vectors).shape == ImageShape{2, 2, 1});
        CHECK(images_of(vectors).checksum == folder.read(written::npy("|u1", "(4, 2, 2)", ramp(16))).checksum);
        CHECK_THROWS_WITH_AS(with_image_shape(vectors, 3), doctest::Contains("4 numbers, not 3 x 3"), DomainError);
        const DataSet odd = folder.read(written::npy("|u1", "(4, 5)", ramp(20)));
        CHECK_THROWS_WITH_AS(images_of(odd), doctest::Contains("vectors of 5 numbers"), DomainError);
    }

    TEST_CASE("[identity] normalised inputs: the sphere, and mean and variance of each coordinate") {
        const Written folder;
        const std::string bytes =
            written::npy("<f8", "(4, 3)", std::vector<double>{1, 0.1, -2, 4, 0.1, 1e-80, -3, 0.1, 1e90, 2, 0.1, 7});
        const DataSet sphere = folder.read(bytes, normalised(Normalise::sphere)), raw = folder.read(bytes);
        for (Eigen::Index k = 0; k < 4; ++k) {
            CHECK(sphere.inputs.col(k).squaredNorm() == nearly(3, 1e-14));
            CHECK(sphere.inputs(0, k) * raw.inputs(1, k) == nearly(sphere.inputs(1, k) * raw.inputs(0, k), 1e-14));
        }
        const DataSet standard = folder.read(bytes, normalised(Normalise::standard));
        for (const Eigen::Index i : {0, 2}) {
            CHECK(standard.inputs.row(i).mean() == nearly(0, 0, 1e-15));
            CHECK(standard.inputs.row(i).squaredNorm() == nearly(4, 1e-14));
        }
        CHECK(standard.inputs.row(1).isZero(0));  // 0.1 everywhere: its mean has a rounding
        folder.refuses(written::npy("<f8", "(4, 1)", std::vector<double>{1, 0, 2, 3}), normalised(Normalise::sphere),
                       "normalise", "point 2 is 0 everywhere");
    }

    TEST_CASE("[identity] classes and count: the points that are left, with their rows") {
        const Written folder;
        const std::string bytes = written::npy("<f8", "(4, 1)", std::vector<double>{1, 2, 3, 4});
        const DataSet some = folder.read(bytes, with_classes("c,b"));
        CHECK(some.row == std::vector<std::size_t>{0, 2, 3});
        CHECK(some.label == std::vector<int>{1, 1, 0});
        CHECK(some.classes == Names{"c", "b"});
        CHECK(some.inputs(0, 2) == 4);
        DataRequest both = with_classes("a,b");
        both.count = 2;
        const DataSet two = folder.read(bytes, both);
        CHECK(two.row == std::vector<std::size_t>{0, 1});
        const DataSet first = folder.read(bytes, with_count(2));
        CHECK(first.classes == Names{"a", "b", "c"});  // c keeps its place without a point
        const Matrix y = targets_of(first);
        REQUIRE(y.cols() == 3);
        CHECK(y(0, 1) == 1 - 1 / 3.0);
        CHECK(y(1, 0) == 1 - 1 / 3.0);
        CHECK(y(1, 2) == -1 / 3.0);
        folder.refuses(bytes, with_count(5), "count", "there are 4 points; leave out `count` for all");
        folder.refuses(bytes, with_count(1), "count", "every point is of class b");
        both.count = 4;
        folder.refuses(bytes, both, "count", "there are 3 points of these classes");
        folder.refuses(bytes, with_classes("a"), "classes", "one class leaves nothing");
        written::file(folder.labels, "7\n7\n7\n7\n");
        folder.refuses(bytes, {}, "labels-file", "every point is of class 7");
    }

    TEST_CASE("[identity] real targets, of one and of several outputs") {
        const Written folder;
        const std::string bytes = written::npy("<f8", "(4, 1)", std::vector<double>{1, 2, 3, 4}),
                          targets = folder.file("targets");
        written::file(targets, written::npy("<f4", "(4, 2)", std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8}));
        DataRequest request{"", "", targets};
        request.count = 3;
        const DataSet set = folder.read(bytes, request);
        CHECK(set.targets.rows() == 3);
        CHECK(set.targets(2, 1) == 6);
        CHECK(set.label.empty());
        CHECK(set.classes.empty());
        CHECK(targets_of(set) == set.targets);
        written::file(targets, "y\n0.5\n1.5\n2.5\n3.5\n");
        CHECK(folder.read(bytes, {"", "", targets}).targets(3, 0) == 3.5);
        written::file(targets, "1\n2\n3\n");
        folder.refuses(bytes, {"", "", targets}, "targets", "it has 3 rows, but there are 4 points");
        folder.refuses(bytes, {"", folder.labels, targets}, "targets", "labels or targets");
        folder.refuses(bytes, {"", "", targets, "a,b"}, "classes", "targets have no classes");
        written::file(targets, written::npy("<f4", "(2, 2, 2)", std::vector<float>(8)));
        folder.refuses(bytes, {"", "", targets}, "targets", "expected points, or points x outputs");
        written::file(targets, "");
        folder.refuses(bytes, {"", "", targets}, "targets", "it is empty; expected an idx, npy or csv file");
    }

    TEST_CASE("[identity] points alone, where no answers are asked for") {
        const Written folder;
        const std::string bytes = written::npy("<f8", "(4, 2)", std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8.5});
        const DataSet labelled = folder.read(bytes);
        DataRequest request{folder.points, "", ""};
        request.answers = false;
        const DataSet alone = read_data(request);
        CHECK(alone.inputs == labelled.inputs);
        CHECK(alone.row == labelled.row);
        CHECK(alone.label.empty());
        CHECK(alone.classes.empty());
        CHECK(alone.targets.size() == 0);
        CHECK(alone.checksum.size() == 16);
        CHECK(alone.checksum != labelled.checksum);
        request.count = 1;
        CHECK(read_data(request).inputs == labelled.inputs.leftCols(1));
        request.classes = "a,b";
        CHECK_THROWS_WITH_AS(read_data(request), doctest::Contains("have no labels to choose by"), DomainError);
        // answers that are there are read: a file of labels, the first column of a csv
        request = {folder.points, folder.labels, ""};
        request.answers = false;
        CHECK(read_data(request).checksum == labelled.checksum);
        written::file(folder.file("table"), "b,1,2\na,3,4\nb,5,6\nc,7,8.5\n");
        request = {folder.file("table"), "", ""};
        request.answers = false;
        CHECK(read_data(request).checksum == labelled.checksum);
    }

    TEST_CASE("[error] labels that are missing, and counts that differ") {
        const Written folder;
        const std::string bytes = written::npy("<f8", "(4, 1)", std::vector<double>{1, 2, 3, 4});
        written::file(folder.points, bytes);
        CHECK_THROWS_WITH_AS(read_data({folder.points, "", ""}),
                             doctest::Contains("have no labels; name a file of them"), DomainError);
        CHECK_THROWS_WITH_AS(read_data({"", "", ""}), doctest::Contains("expected a file"), DomainError);
        folder.refuses("", {}, "data", folder.points + ": it is empty; expected an idx, npy or csv file");
        written::file(folder.labels, "a\nb\na\n");
        folder.refuses(bytes, {}, "labels-file", "it has 3 labels, but there are 4 points");
        written::file(folder.labels, "species\na\nb\na\nb\n");
        folder.refuses(bytes, {}, "labels-file", "5 labels, but there are 4 points; a first line that is no label");
        written::file(folder.points, "0.5,1\n0.25,2\n");
        CHECK_THROWS_WITH_AS(read_data({folder.points, "", ""}), doctest::Contains("real numbers are `targets`"),
                             DomainError);
        written::file(folder.points, "1\n2\n");
        CHECK_THROWS_WITH_AS(read_data({folder.points, "", ""}), doctest::Contains("expected a label and then numbers"),
                             DomainError);
    }

    TEST_CASE("[identity] answers for a Gram matrix's points") {
        const Written folder;
        DataRequest request{"", folder.labels, "", "b,c"};
        const DataSet set = read_answers(request, 4);
        CHECK(set.row == std::vector<std::size_t>{0, 2, 3});
        CHECK(set.label == std::vector<int>{0, 0, 1});
        CHECK(set.inputs.size() == 0);
        CHECK_THROWS_WITH_AS(read_answers(request, 5), doctest::Contains("4 labels, but there are 5 points"),
                             DomainError);
        CHECK_THROWS_WITH_AS(read_answers({"", "", ""}, 5), doctest::Contains("a Gram matrix has no labels"),
                             DomainError);
    }
}
