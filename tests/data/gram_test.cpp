// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Gram matrices from files: what is accepted, and where what is not stands.
#include <doctest/doctest.h>

#include <cmath>

#include "data/written_data.hpp"
#include "lazyrisk/data/gram_file.hpp"
#include "lazyrisk/data/write_npy.hpp"
#include "lazyrisk/words/error.hpp"
#include "temporary_folder.hpp"

using namespace lazyrisk;

TEST_SUITE("data/gram") {
    TEST_CASE("[identity] a Gram matrix from npy, in double and single precision, and from csv") {
        const TemporaryFolder folder;
        const Matrix x =
            Matrix::NullaryExpr(3, 5, [](Eigen::Index i, Eigen::Index j) { return std::sin(double(7 * i + j)); });
        Matrix gram = lower_gram(x);
        mirror_lower(gram);
        write_npy(folder.file("k.npy"), gram);
        CHECK(read_gram(folder.file("k.npy")) == gram);
        std::vector<float> single(gram.data(), gram.data() + gram.size());
        single[1] = std::nextafter(single[1], 1000.0F);  // as products in single precision leave it
        written::file(folder.file("k.npy"), written::npy("<f4", "(5, 5)", single));
        const Matrix rounded = read_gram(folder.file("k.npy"));
        CHECK(rounded == rounded.transpose());
        CHECK((rounded - gram).cwiseAbs().maxCoeff() < 1e-6);
        written::file(folder.file("k.csv"), "2,1\n1.00000000001,2\n");
        CHECK(read_gram(folder.file("k.csv"))(0, 1) == 1 + (1.00000000001 - 1) / 2);
        written::file(folder.file("k.csv"), "0,0\n0,2\n");  // a point that is 0
        CHECK(read_gram(folder.file("k.csv"))(0, 1) == 0);
    }

    TEST_CASE("[error] what is no Gram matrix") {
        const TemporaryFolder folder;
        const auto refused = [&](const std::string& text, const char* words) {
            written::file(folder.file("k.csv"), text);
            CAPTURE(text);
            try {
                static_cast<void>(read_gram(folder.file("k.csv")));
                CHECK(false);
            } catch (const DomainError& error) {
                CHECK(error.name == "gram");
                CHECK(std::string(error.what()).find(words) != std::string::npos);
            }
        };
        refused("1,0,0\n0,1,0\n", "has the shape 2 x 3; a Gram matrix is square");
        refused("1\n", "it is of one point");
        refused("", "k.csv: it is empty; expected an idx, npy or csv file");
        refused("2,1\n1.001,2\n", "it is not symmetric: at row 1, column 2 it is 1, and mirrored 1.001");
        refused("2,1,0\n1,2,0\n0,0,-1e-9\n", "its diagonal is negative at row 3, column 3, -1e-09");
        refused("1,0,2\n0,1,0\n2,0,1\n", "at row 1, column 3 it is 2, more than the square root of the product");
        refused("0,0.1\n0.1,1\n", "at row 1, column 2");
        refused("0,0\n0,0\n", "its diagonal is 0 everywhere");
        refused("1,0\n0,inf\n", "line 2, column 2: \"inf\"; numbers are finite");
    }
}
