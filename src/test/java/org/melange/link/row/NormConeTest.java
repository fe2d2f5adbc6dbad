package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.link.row.StressRows.Values;

/** Every context of a mention is in its cone. */
class NormConeTest {

  private static final TokenLayout LAYOUT = new TokenLayout(4, 4, 6);

  @ParameterizedTest
  @EnumSource
  void everyMixtureOfValuesIsWithinTheCone(Values kind) {
    SplittableRandom random = new SplittableRandom(kind.ordinal());
    for (int seed = 0; seed < 20; seed++) {
      MentionRow.Unit unit = new StressRows(LAYOUT, 5, seed).mention(kind).text();
      NormCone.Axis axis = NormCone.of(unit.values(), unit.base(), 1);
      for (int draw = 0; draw < 50; draw++) {
        double[] context = mixture(unit, random);
        double length = Math.sqrt(dot(context, context));
        double along = 0;
        for (int c = 0; c < context.length; c++) {
          along += context[c] * axis.direction()[c] / Math.sqrt(context.length);
        }
        assertThat(along / length).isGreaterThan(axis.cone().cos() - 1e-5);
        double deviation = Math.sqrt(length * length / context.length);
        double normed = deviation / Math.sqrt(deviation * deviation + PairScorer.EPSILON);
        assertThat(normed).isGreaterThan(axis.cone().least() - 1e-6);
      }
    }
  }

  private static double[] mixture(MentionRow.Unit unit, SplittableRandom random) {
    double[] context = new double[LAYOUT.hiddenDim()];
    double[] shares = random.doubles(unit.rows()).map(x -> Math.pow(x, 4)).toArray();
    double total = 0;
    for (double share : shares) {
      total += share;
    }
    for (int j = 0; j < shares.length; j++) {
      for (int c = 0; c < context.length; c++) {
        context[c] += shares[j] / total * unit.values()[j * context.length + c];
      }
    }
    return context;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  @Test
  void parallelValuesHaveAConeOfAlmostNoWidth() {
    float[] values = {1, -1, 2, -2};
    NormCone.Axis axis = NormCone.of(values, new float[] {0.5f, 0.5f}, 1);
    assertThat(axis.cone().cos()).isCloseTo(1, within(2e-6f));
    assertThat(axis.cone().sin()).isLessThan(2e-3f);
    assertThat(axis.direction()[0]).isCloseTo(1, within(1e-6f));
    assertThat(axis.direction()[1]).isCloseTo(-1, within(1e-6f));
    assertThat(axis.cone().live()).isEqualTo(1);
  }

  @Test
  void oppositeValuesHaveNoConeNarrowerThanAHalfSpace() {
    float[] values = {1, -1, -1, 1};
    NormCone cone = NormCone.of(values, new float[] {0.75f, 0.25f}, 1).cone();
    assertThat(cone.cos()).isEqualTo(-1);
    assertThat(cone.least()).isZero();
    NormCone fixed = NormCone.of(values, new float[] {0.75f, 0.25f}, 0.1).cone();
    assertThat(fixed.cos()).isPositive();
  }

  @Test
  void cornersTurnProductsIntoBoundsOfLocalScores() {
    for (int seed = 0; seed < 20; seed++) {
      MentionRow mention = new StressRows(LAYOUT, 5, seed).mention(Values.FANNED);
      MentionRow.Unit unit = mention.text();
      int h = LAYOUT.hiddenDim();
      float[] corners = NormCone.corners(unit, 1, mention.coarse(), LAYOUT.mixed(Modality.TEXT), h);
      SplittableRandom random = new SplittableRandom(seed);
      double[] w = random.doubles(h, -1, 1).toArray();
      double most = 0;
      for (int j = 0; j < unit.rows(); j++) {
        double product = 0;
        for (int c = 0; c < h; c++) {
          product += w[c] * unit.values()[j * h + c];
        }
        most = Math.max(most, product * corners[j]);
      }
      for (int draw = 0; draw < 50; draw++) {
        double[] context = mixture(unit, random);
        double deviation = Math.sqrt(dot(context, context) / h + PairScorer.EPSILON);
        assertThat(dot(w, context) / deviation / 6).isLessThanOrEqualTo(most * (1 + 1e-6));
      }
    }
  }

  @Test
  void hullsThatReachTheOriginHaveHugeCorners() {
    float[] values = {1, -1, -1, 1};
    MentionRow.Unit unit =
        new MentionRow.Unit(
            new float[4],
            values,
            Vectors.factor(values, 2),
            new float[] {0.5f, 0.5f},
            0,
            new NormCone(-1, 0, 0, 0, 1));
    assertThat(NormCone.corners(unit, 1, new float[] {9, 1, -1}, 1, 2)).containsOnly(1e30f);
  }
}
