package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

class RowLayoutTest {

  private final RowLayout paper = RowLayout.of(MatcherConfig.paper(3, Gate.PUBLISHED));

  @Test
  void anEntityOfThePaperTakes1576Numbers() {
    assertThat(paper.width()).isEqualTo(1576);
    assertThat(paper.coarseWidth()).isEqualTo(992);
    assertThat(paper.headWidth()).isEqualTo(998);
  }

  @Test
  void partsFollowEachOtherWithoutGaps() {
    assertThat(paper.imageCls()).isEqualTo(512);
    assertThat(paper.textImage()).isEqualTo(608);
    assertThat(paper.imageText()).isEqualTo(704);
    assertThat(paper.mixed(Modality.TEXT)).isEqualTo(800);
    assertThat(paper.mixed(Modality.IMAGE)).isEqualTo(896);
    assertThat(paper.norm(Modality.TEXT)).isEqualTo(992);
    assertThat(paper.live(Modality.IMAGE)).isEqualTo(997);
    float[] row = new float[paper.width()];
    assertThat(paper.queries(Modality.TEXT, row, 998)).isEqualTo(0);
    assertThat(paper.deadDot(Modality.TEXT)).isEqualTo(3 * 96);
    assertThat(paper.queries(Modality.IMAGE, row, 998)).isEqualTo(3 * 96 + 1);
    assertThat(paper.deadDot(Modality.IMAGE)).isEqualTo(2 * 3 * 96 + 1);
  }

  @Test
  void codesNameLayouts() {
    EntityLayout token = EntityLayout.of(MatcherConfig.paper(3, Gate.TOKEN));
    assertThat(paper.code()).isEqualTo("published:512,96,96,3");
    assertThat(EntityLayout.ofCode(paper.code())).isEqualTo(paper);
    assertThat(EntityLayout.ofCode(token.code())).isEqualTo(token);
    for (String code : new String[] {"", "published:1,2,3", "other:1,2,3", "token:1,2,x"}) {
      assertThatThrownBy(() -> EntityLayout.ofCode(code))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void rowsOfTheTokenGateSayHowLongTheyAre() {
    TokenLayout token = new TokenLayout(6, 4, 3);
    float[] row = new float[token.width(2, 5)];
    assertThat(token.fits(row)).isFalse();
    row[token.headWidth()] = 2;
    row[token.headWidth() + 1] = 5;
    assertThat(token.fits(row)).isTrue();
    assertThat(token.tokens(Modality.IMAGE, row, token.headWidth())).isEqualTo(5);
    assertThat(token.headWidth() + token.queries(Modality.IMAGE, row, token.headWidth()) + 5 * 3)
        .isEqualTo(row.length);
    row[token.headWidth() + 1] = 4;
    assertThat(token.fits(row)).isFalse();
    assertThat(token.fits(new float[3])).isFalse();
  }
}
