package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.StressRows;
import org.melange.link.row.StressRows.Values;
import org.melange.link.row.TiedRows;
import org.melange.link.row.TokenLayout;

/** A panel holds the values of each mention in its lane, and zeros in empty lanes. */
class MentionPanelTest {

  private static final TokenLayout TOKEN = new TokenLayout(5, 4, 3);

  /** Mentions with 2, 4 and 3 tokens in both units. */
  private final List<MentionRow> mentions = List.of(mention(2, 1), mention(4, 2), mention(3, 3));

  private final MentionPanel panel = MentionPanel.of(TOKEN, mentions);

  private static MentionRow mention(int tokens, int seed) {
    return new StressRows(TOKEN, tokens, seed).mention(Values.RANDOM);
  }

  @Test
  void coarsePartsAreSplitIntoColumns() {
    assertThat(panel.size()).isEqualTo(3);
    for (int m = 0; m < 3; m++) {
      float[] coarse = mentions.get(m).coarse();
      assertColumn(panel.textCls(), m, coarse, 0, 5);
      assertColumn(panel.imageCls(), m, coarse, 5, 4);
      assertColumn(panel.cross(), m, coarse, 9, 6);
      assertColumn(panel.text().axis(), m, coarse, 15, 3);
      assertColumn(panel.image().axis(), m, coarse, 18, 3);
    }
  }

  private static void assertColumn(PanelColumns columns, int m, float[] coarse, int at, int depth) {
    assertThat(columns.count()).isEqualTo(1);
    assertThat(columns.depth()).isEqualTo(depth);
    assertThat(columns.rowOffset()).isEqualTo(at);
    assertThat(lane(columns.values(), columns.from(), depth, m))
        .containsExactly(Arrays.copyOfRange(coarse, at, at + depth));
    assertThat(lane(columns.values(), columns.from(), depth, 3)).containsOnly(0);
  }

  private static float[] lane(float[] values, int from, int n, int lane) {
    float[] own = new float[n];
    for (int c = 0; c < n; c++) {
      own[c] = values[from + c * SimdLanes.GROUP + lane];
    }
    return own;
  }

  @Test
  void keysAndValuesFillAsManySlotsAsAMentionHasTokens() {
    for (Modality modality : Modality.values()) {
      UnitPanel unit = panel.unit(modality);
      assertThat(unit.slots()).isEqualTo(4);
      assertThat(unit.keys().count()).isEqualTo(4);
      assertThat(unit.values().rowOffset()).isEqualTo(TOKEN.mixed(modality));
      for (int m = 0; m < 3; m++) {
        MentionRow.Unit own = mentions.get(m).unit(modality);
        assertThat(lane(unit.keys().values(), 0, 12, m))
            .containsExactly(Arrays.copyOf(own.keys(), 12));
        assertThat(lane(unit.values().values(), 0, 12, m))
            .containsExactly(Arrays.copyOf(own.values(), 12));
      }
    }
  }

  @Test
  void tokensThatAMentionLacksAreMaskedAndCountZero() {
    UnitPanel unit = panel.text();
    assertThat(lane(unit.counts(), 0, 5, 0)).containsExactly(1, 1, 0, 0, 0);
    assertThat(lane(unit.counts(), 0, 5, 1)).containsExactly(1, 1, 1, 1, 0);
    assertThat(lane(unit.mask(), 0, 5, 0)).containsExactly(0, 0, -1e30f, -1e30f, -1e30f);
    assertThat(lane(unit.mask(), 0, 5, 1)).containsExactly(0, 0, 0, 0, -1e30f);
    assertThat(lane(unit.base(), 0, 5, 0)).containsExactly(0.5f, 0.5f, 0, 0, 0);
  }

  @Test
  void gatedOutTokensAreInTheLastSlot() {
    EntityLayout layout = TiedRows.LAYOUT;
    UnitPanel unit = MentionPanel.of(layout, List.of(TiedRows.mention(1))).image();
    assertThat(unit.slots()).isEqualTo(3);
    assertThat(lane(unit.counts(), 0, 4, 0)).containsExactly(1, 1, 1, 4);
    assertThat(lane(unit.mask(), 0, 4, 0)).containsOnly(0);
    assertThat(lane(unit.base(), 0, 4, 0)).containsOnly(0.25f);
  }

  @Test
  void theFactorOfAMentionWithFewTokensKeepsItsVariances() {
    UnitPanel unit = panel.text();
    for (int m = 0; m < 3; m++) {
      MentionRow.Unit own = mentions.get(m).text();
      float[] packed = lane(unit.factor(), 0, 15, m);
      double squares = 0;
      for (float value : packed) {
        squares += value * value;
      }
      double expected = 0;
      for (float value : own.values()) {
        expected += value * value / 3;
      }
      assertThat(squares).isCloseTo(expected, within(1e-4 * expected));
    }
  }

  @Test
  void conesHoldForTheSmallestShareOfActiveTokens() {
    UnitPanel unit = panel.image();
    for (int m = 0; m < 3; m++) {
      MentionRow.Unit own = mentions.get(m).image();
      assertThat(lane(unit.cone(), 0, 4, m))
          .containsExactly(
              own.cone().cos(), own.cone().sin(), own.cone().least(), own.cone().slack());
      assertThat(unit.live()).isLessThanOrEqualTo(own.cone().live());
    }
  }

  @Test
  void theLengthOfACoarsePartIsRoundedUp() {
    for (int m = 0; m < 3; m++) {
      double squares = 0;
      for (int c = 0; c < 15; c++) {
        squares += Math.pow(mentions.get(m).coarse()[c], 2);
      }
      assertThat((double) panel.length()[m])
          .isGreaterThan(Math.sqrt(squares))
          .isLessThan(1.001 * Math.sqrt(squares));
    }
    assertThat(panel.length()[3]).isZero();
  }

  @Test
  void rowsOfAnotherLayoutAndValuesThatAreNotFiniteAreRefused() {
    assertRefused(new TokenLayout(5, 4, 4), mentions, "21 values, entities have 25");
    MentionRow broken = mention(2, 9);
    broken.text().keys()[1] = Float.NaN;
    assertRefused(TOKEN, List.of(broken), "holds NaN");
    MentionRow infinite = mention(2, 9);
    infinite.image().values()[0] = Float.NEGATIVE_INFINITY;
    assertRefused(TOKEN, List.of(infinite), "holds -Infinity");
  }

  private static void assertRefused(EntityLayout layout, List<MentionRow> rows, String fault) {
    assertThatThrownBy(() -> MentionPanel.of(layout, rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void aBatchIsPackedInGroups() {
    List<MentionRow> many =
        IntStream.range(0, 2 * SimdLanes.GROUP + 1).mapToObj(TiedRows::mention).toList();
    MentionBatch batch = MentionBatch.of(TiedRows.LAYOUT, many);
    assertThat(batch.groups()).isEqualTo(3);
    assertThat(batch.size()).isEqualTo(many.size());
    assertThat(batch.panels().stream().mapToInt(MentionPanel::size))
        .containsExactly(SimdLanes.GROUP, SimdLanes.GROUP, 1);
    int m = SimdLanes.GROUP + 3;
    assertThat(
            lane(batch.panel(MentionBatch.group(m)).textCls().values(), 0, 6, MentionBatch.lane(m)))
        .containsExactly(Arrays.copyOf(many.get(m).coarse(), 6));
    assertThat(MentionBatch.of(TiedRows.LAYOUT, List.of()).groups()).isZero();
  }
}
