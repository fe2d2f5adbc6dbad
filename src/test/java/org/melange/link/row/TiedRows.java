package org.melange.link.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A small table in which half of all scores are ties, and mentions for it. */
public final class TiedRows {

  public static final RowLayout LAYOUT = new RowLayout(6, 4, 3, 3);
  public static final int SIZE = 200;

  private TiedRows() {}

  /** Rows of which every second one repeats the one before: half of all scores are ties. */
  public static EntityTable table(Random random) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(1, SIZE + 1).boxed().toList());
    Collections.shuffle(numbers, random);
    EntityTable.Builder builder = new EntityTable.Builder("v", "kb", LAYOUT);
    float[] row = new float[0];
    for (int i = 0; i < SIZE; i++) {
      if (i % 2 == 0) {
        row = row(random);
      }
      builder.add("Q" + 7 * numbers.get(i), "label " + i, row);
    }
    return builder.build();
  }

  /** Random, but as consistent as a compiler's: norms are those of the mixed parts. */
  private static float[] row(Random random) {
    float[] row = new float[LAYOUT.width()];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) random.nextGaussian();
    }
    for (Modality unit : Modality.values()) {
      double squares = 0;
      Vectors.centre(row, LAYOUT.mixed(unit), LAYOUT.hiddenDim());
      for (int c = 0; c < LAYOUT.hiddenDim(); c++) {
        squares += Math.pow(row[LAYOUT.mixed(unit) + c], 2);
      }
      row[LAYOUT.norm(unit)] = (float) Math.sqrt(LAYOUT.hiddenDim() * squares);
      row[LAYOUT.live(unit)] = 0.3f;
      row[LAYOUT.headWidth() + LAYOUT.deadDot(unit)] = 0;
    }
    return row;
  }

  /** With the axes of its units' cones, as a compiler has them. */
  public static MentionRow mention(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] coarse = numbers(random, LAYOUT.coarseWidth());
    MentionRow.Unit[] units = {unit(random), unit(random)};
    for (Modality modality : Modality.values()) {
      MentionRow.Unit unit = units[modality.ordinal()];
      float[] axis = NormCone.of(unit.values(), unit.base(), 0.3).direction();
      for (int c = 0; c < axis.length; c++) {
        coarse[LAYOUT.mixed(modality) + c] = axis[c] / 6;
      }
    }
    return new MentionRow(coarse, units[0], units[1]);
  }

  /** The dead value is 0, as the rows' dead dots have it. */
  private static MentionRow.Unit unit(SplittableRandom random) {
    int n = LAYOUT.liveTokens() + 1;
    int h = LAYOUT.hiddenDim();
    float[] values = Arrays.copyOf(numbers(random, (n - 1) * h), n * h);
    for (int j = 0; j < n; j++) {
      Vectors.centre(values, j * h, h);
    }
    float[] base = {0.25f, 0.25f, 0.25f, 0.25f};
    return new MentionRow.Unit(
        numbers(random, (n - 1) * h),
        values,
        Vectors.factor(values, n),
        base,
        4,
        NormCone.of(values, base, 0.3).cone());
  }

  private static float[] numbers(SplittableRandom random, int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return numbers;
  }
}
