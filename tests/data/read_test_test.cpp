// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Points that only test, in the units of those that train.
#include "lazyrisk/data/read_test.hpp"

#include <doctest/doctest.h>

#include "data/written_data.hpp"
#include "lazyrisk/words/error.hpp"
#include "nearly.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

namespace {

struct TwoFiles : TemporaryFolder {
    DataRequest request;
    TwoFiles(const std::string& points, const std::string& tests) {
        written::file(file("a.csv"), points);
        written::file(file("b.csv"), tests);
        request.data = file("a.csv"), request.test = file("b.csv");
    }
    [[nodiscard]] DataSet read() const { return read_test(request, read_data(request)); }
    void refuses(const std::string& field, const std::string& words) const {
        CAPTURE(words);
        try {
            static_cast<void>(read());
            CHECK(false);
        } catch (const DomainError& error) {
            CAPTURE(error.what());
            CHECK(error.name == field);
            CHECK(std::string(error.what()).find(words) != std::string::npos);
        }
    }
};

}  // namespace

TEST_SUITE("data/read_test") {
    TEST_CASE("[identity] labels are places in the classes of the points that train, in any order, one class alone") {
        TwoFiles files("cat,1,2\ndog,3,5\nemu,4,4\n", "emu,1,1\nemu,0,7\n");
        const DataSet test = files.read();
        CHECK(test.label == std::vector<int>{2, 2});
        CHECK(test.classes == std::vector<std::string>{"cat", "dog", "emu"});
        CHECK(test.inputs(1, 1) == 7);
        files.request.test_count = 1;
        CHECK(files.read().count() == 1);
        files.request.classes = "emu,cat", files.request.test_count = 0;
        CHECK(files.read().label == std::vector<int>{0, 0});
    }

    TEST_CASE("[identity] coordinates are standardised by the numbers of the points that train") {
        TwoFiles files("a,1,2,5\nb,3,2,5\na,8,2,4\n", "b,3,9,5\na,4,2,4.5\n");
        files.request.normalise = Normalise::standard;
        const DataSet train = read_data(files.request), test = read_test(files.request, train);
        CHECK(test.inputs(0, 0) == train.inputs(0, 1));
        CHECK(test.inputs(0, 1) == nearly(0.0, 0, 1e-15));  // the mean
        CHECK(test.inputs(1, 0) == 0);                      // it did not vary
        CHECK(test.inputs(2, 1) == nearly((train.inputs(2, 0) + train.inputs(2, 2)) / 2, 1e-14));
        files.request.normalise = Normalise::sphere;
        CHECK(files.read().inputs.col(0).squaredNorm() == nearly(3.0, 1e-14));
    }

    TEST_CASE("[error] what does not fit is told by the fields of the test") {
        TwoFiles("a,1,2\nb,3,5\n", "c,1,2\n").refuses("test", "class c is none of the points that train");
        TwoFiles("a,1,2\nb,3,5\n", "a,1\nb,2\n").refuses("test", "its points are 1 numbers, those that train 2");
        TwoFiles("a,1,2\nb,3,5\n", "a,1,2\nb,x,2\n").refuses("test", "x");
        TwoFiles files("a,1,2\nb,3,5\n", "a,1,2\nb,4,2\n");
        files.request.test_count = 5;
        files.refuses("test-count", "leave out `test-count` for all");
        files.request.test_count = 0;
        written::file(files.file("y"), "a\n");
        files.request.test_labels_file = files.file("y");
        files.refuses("test-labels-file", "there are 2 points");
        files.request.test = files.file("none.csv"), files.request.test_labels_file = "";
        files.refuses("test", "no such file");
    }
}
