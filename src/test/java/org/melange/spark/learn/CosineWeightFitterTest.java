package org.melange.spark.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.melange.run.JobException;
import org.melange.spark.learn.CosineWeightFitter.Fit;
import org.melange.testing.LocalSpark;

/** Weights of made-up terms, from choices that known coefficients make. */
class CosineWeightFitterTest {

  private static final StructType SCHEMA =
      new StructType()
          .add("differences", new ArrayType(new ArrayType(DataTypes.DoubleType, false), false))
          .add("image_text", DataTypes.DoubleType);

  /** The third one is misleading, so that its weight has to be 0. */
  private static final double[] TRUE = {8, 4, -6, 2, -2, 1, 6};

  private static Dataset<Row> rows(List<Row> rows) {
    return LocalSpark.session().createDataFrame(rows, SCHEMA);
  }

  /** Mentions with five candidates each, of which the best by the coefficients is right. */
  private static List<Row> mentions(int count) {
    return mentions(count, TRUE.length);
  }

  /** Mentions whose terms are 0, except for the first {@code used} ones and the last. */
  private static List<Row> mentions(int count, int used) {
    SplittableRandom random = new SplittableRandom(11);
    List<Row> mentions = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      double[][] terms = new double[5][TRUE.length];
      int best = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < terms.length; c++) {
        double score = -Math.log(-Math.log(random.nextDouble())); // a choice with a softmax
        for (int t = 0; t < TRUE.length; t++) {
          terms[c][t] = t < used || t == TRUE.length - 1 ? random.nextDouble() : 0;
          score += TRUE[t] * terms[c][t];
        }
        if (score > highest) {
          highest = score;
          best = c;
        }
      }
      mentions.add(RowFactory.create(differences(terms, best), m % 3 == 0 ? null : 0.25));
    }
    return mentions;
  }

  private static Object[] differences(double[][] terms, int best) {
    List<Double[]> differences = new ArrayList<>();
    for (int c = 0; c < terms.length; c++) {
      if (c != best) {
        double[] other = terms[c];
        double[] right = terms[best];
        Double[] difference = new Double[TRUE.length];
        Arrays.setAll(difference, t -> right[t] - other[t]);
        differences.add(difference);
      }
    }
    return differences.toArray();
  }

  @Test
  void weightsThatMadeTheChoicesAreFound() {
    List<Row> mentions = mentions(400);
    mentions.add(RowFactory.create(new Object[0], null));
    Fit fit = CosineWeightFitter.fit(rows(mentions));
    assertThat(fit.mentions()).isEqualTo(400);
    assertThat(fit.pairs()).isEqualTo(1600);
    assertThat(fit.cosines().sum()).isCloseTo(1, within(1e-9));
    assertThat(fit.cosines().text()).isCloseTo(8.0 / 14, within(0.15));
    assertThat(fit.cosines().image()).isCloseTo(4.0 / 14, within(0.15));
    assertThat(fit.cosines().textImage()).isZero();
    assertThat(fit.cosines().imageText()).isCloseTo(2.0 / 14, within(0.15));
    assertThat(fit.cosines().imageOffset()).isNegative();
    assertThat(fit.cosines().imageTextOffset())
        .isCloseTo(-0.25 * fit.cosines().imageText(), within(1e-9));
    assertThat(fit.names().weight()).isCloseTo(6.0 / 14, within(0.15));
    assertThat(fit.names().floor()).isEqualTo(fit.cosines().range());
    assertThat(fit.facts()).containsKeys("weight_text", "name_prior", "fitted_mentions");
  }

  @Test
  void termsOfImagesHaveNoWeightInASetOfTexts() {
    Fit fit = CosineWeightFitter.fit(rows(mentions(400, 1)));
    assertThat(fit.cosines().text()).isEqualTo(1);
    assertThat(fit.cosines().image()).isZero();
    assertThat(fit.cosines().imageOffset()).isZero();
    assertThat(fit.names().weight()).isCloseTo(6.0 / 8, within(0.15));
  }

  @Test
  void withoutChoicesThereIsNothingToFit() {
    assertThatThrownBy(
            () -> CosineWeightFitter.fit(rows(List.of(RowFactory.create(new Object[0], null)))))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("nothing to fit weights on");
  }
}
