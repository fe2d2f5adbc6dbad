package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.PairScorer;
import org.melange.link.row.RowLayout;
import org.melange.link.row.StressRows;
import org.melange.link.row.StressRows.Trouble;
import org.melange.link.row.StressRows.Values;
import org.melange.link.row.TokenLayout;
import org.melange.link.table.Precision;
import org.melange.link.table.TemporaryTable;

/**
 * No bound is below a score, however the terms of the score were rounded: each is compared with the
 * score in float64 plus the worst error of float32 sums in any order, with or without fused
 * multiply-adds, which is {@code n u Σ|a_i b_i|} for n products (u = 2^-24).
 */
class BoundsTest {

  private static final double U = 1.0 / (1 << 24);
  private static final int MENTIONS = 3;
  private static final int ENTITIES = 60;

  @TempDir Path folder;

  static Stream<Arguments> tables() {
    List<EntityLayout> layouts =
        List.of(
            new RowLayout(512, 96, 96, 3),
            new TokenLayout(512, 96, 96),
            new RowLayout(6, 5, 3, 3),
            new RowLayout(20, 9, 17, 7),
            new TokenLayout(6, 5, 3));
    return layouts.stream()
        .flatMap(
            layout ->
                Stream.of(Precision.values())
                    .flatMap(
                        precision ->
                            Stream.of(Values.values())
                                .map(values -> Arguments.of(layout, precision, values))));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void roundingRaisesNoScoreAboveItsBound(EntityLayout layout, Precision precision, Values values) {
    StressRows rows = new StressRows(layout, 14 - 3 * values.ordinal(), values.ordinal());
    List<MentionRow> mentions =
        IntStream.range(0, MENTIONS).mapToObj(m -> rows.mention(values)).toList();
    EntityTable table = table(rows, mentions, precision);
    require(table.rows(), mentions);
    LinkerOptions exact = LinkerOptions.exact(2);
    assertThat(new Linker(table, layout, exact).rankAll(mentions))
        .isEqualTo(new Linker(table, layout, exact.exhaustive()).rankAll(mentions));
  }

  /**
   * In bytes 511 numbers vanish; in the exact row each product is a bit more than half a unit in
   * the last place of the sum, which rounds up 511 times: the products differ by twice as much as
   * the distance of the bytes accounts for.
   */
  @Test
  void exactSumsThatAllRoundUpAreWithinTheBoundOfBytes() {
    RowLayout layout = new RowLayout(512, 96, 96, 3);
    MentionRow mention = new StressRows(layout, 3, 1).mention(Values.RANDOM);
    Arrays.fill(mention.coarse(), 0, layout.mixed(Modality.TEXT), 0);
    Arrays.fill(mention.coarse(), 0, layout.textDim(), Math.nextUp(1f));
    float[] row = new float[layout.width()];
    Arrays.fill(row, 1, layout.textDim(), (float) U);
    row[0] = 1.5f;
    for (Modality modality : Modality.values()) {
      row[layout.live(modality)] = 0.06f;
    }
    require(
        TemporaryTable.write(folder, layout, Precision.INT8, 1, index -> row).rows(),
        List.of(mention));
  }

  private EntityTable table(StressRows rows, List<MentionRow> mentions, Precision precision) {
    Trouble[] troubles = Trouble.values();
    List<float[]> entities = new ArrayList<>();
    for (int e = 0; e < ENTITIES; e++) {
      double cancelling = e % 4 == 0 ? 0 : Math.pow(10, e % 4);
      entities.add(
          rows.entity(
              mentions.get(e % MENTIONS), troubles[e % troubles.length], cancelling, precision));
    }
    return TemporaryTable.write(folder, rows.layout(), precision, ENTITIES, entities::get);
  }

  private static void require(EntityRows rows, List<MentionRow> mentions) {
    EntityLayout layout = rows.layout();
    MentionPanel panel = MentionPanel.of(layout, mentions);
    EntityBlock block = new EntityBlock(rows);
    BlockScorer scorer = new BlockScorer(layout, block);
    int[] places = IntStream.range(0, rows.size()).toArray();
    block.load(0, rows.size());
    scorer.coarse(panel);
    scorer.axes(panel);
    scorer.bounds(panel);
    int count = mentions.size();
    double[] heads = new double[rows.size() * count];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = scorer.bound(i / count, i % count);
    }
    scorer.values(places, 0, rows.size(), panel);
    CoarseProducts coarse = new CoarseProducts();
    coarse.compute(block.exactHeads(), block.headAt(), rows.size(), panel);
    SplittableRandom random = new SplittableRandom(5);
    for (int r = 0; r < rows.size(); r++) {
      scorer.tighten(r, panel);
      float[] row = new float[rows.length(r)];
      rows.read(r, 0, row, 0);
      float[] scores = scorer.score(places, r, r + 1, panel);
      for (int m = 0; m < count; m++) {
        int at = r * SimdLanes.GROUP + m;
        float[] parts = {coarse.text[at], coarse.image[at], coarse.cross[at]};
        double worst = worst(layout, row, mentions.get(m), parts, random);
        String pair = "entity " + r + ", mention " + m;
        assertThat((double) scorer.bound(r, m))
            .as("bound by corners: " + pair)
            .isGreaterThanOrEqualTo(Math.max(worst, scores[m]));
        assertThat(heads[r * count + m])
            .as("bound by heads: " + pair)
            .isGreaterThanOrEqualTo(Math.max(worst, scores[m]));
      }
    }
  }

  /** The largest score that float32 may give an entity, whatever its attention. */
  private static double worst(
      EntityLayout layout,
      float[] row,
      MentionRow mention,
      float[] coarse,
      SplittableRandom random) {
    double sum = 0;
    double size = 0;
    for (float part : coarse) {
      sum += part;
      size += Math.abs(part);
    }
    for (Modality modality : Modality.values()) {
      double local = Double.NEGATIVE_INFINITY;
      int rows = mention.unit(modality).rows();
      for (int corner = 0; corner < rows + 8; corner++) {
        double[] attention = new double[rows];
        double total = 0;
        for (int j = 0; j < rows; j++) {
          attention[j] = corner < rows ? (j == corner ? 1 : 0) : Math.pow(random.nextDouble(), 3);
          total += attention[j];
        }
        for (int j = 0; j < rows; j++) {
          attention[j] /= total;
        }
        local = Math.max(local, local(layout, row, mention.unit(modality), modality, attention));
      }
      double shift = row[layout.shift(modality)];
      sum += (local + shift) / 6;
      size += (Math.abs(local) + Math.abs(shift)) / 6;
    }
    return sum + 8 * U * size;
  }

  /**
   * The largest local score that float32 may give.
   *
   * @param attention of the entity's live tokens together
   */
  private static double local(
      EntityLayout layout,
      float[] row,
      MentionRow.Unit unit,
      Modality modality,
      double[] attention) {
    int h = layout.hiddenDim();
    int n = unit.rows();
    double live = row[layout.live(modality)];
    double[] context = new double[h];
    double product = 0;
    double magnitudes = 0;
    double lengths = 0;
    for (int j = 0; j < n; j++) {
      double weight = (1 - live) * unit.base()[j] + live * attention[j];
      double squares = 0;
      for (int c = 0; c < h; c++) {
        double value = unit.values()[j * h + c];
        double term = weight * value * row[layout.mixed(modality) + c];
        context[c] += weight * value;
        squares += value * value;
        product += term;
        magnitudes += Math.abs(term);
      }
      lengths += weight * Math.sqrt(squares / h);
    }
    double variance = 0;
    for (double value : context) {
      variance += value * value / h;
    }
    // h + n products; weights of n exponentials and their sum; the factor R, n products and a sum.
    double most = product + (h + 3 * n + 8) * U * magnitudes;
    double error = (most < 0 ? 1 : -1) * (3 * n + 8) * U * lengths;
    double length = Math.max(0, Math.sqrt(variance) + error);
    double local = most / Math.sqrt(length * length + PairScorer.EPSILON);
    return local + 4 * U * Math.abs(local);
  }
}
