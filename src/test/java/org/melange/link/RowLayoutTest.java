package org.melange.link;

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
    assertThat(paper.coarseWidth()).isEqualTo(800);
    assertThat(paper.unitWidth()).isEqualTo(387);
  }

  @Test
  void partsFollowEachOtherWithoutGaps() {
    assertThat(paper.imageCls()).isEqualTo(512);
    assertThat(paper.textImage()).isEqualTo(608);
    assertThat(paper.imageText()).isEqualTo(704);
    assertThat(paper.textUnit()).isEqualTo(802);
    assertThat(paper.imageUnit()).isEqualTo(1189);
    assertThat(paper.query(0)).isEqualTo(96);
    assertThat(paper.query(2)).isEqualTo(288);
    assertThat(paper.liveShare()).isEqualTo(384);
    assertThat(paper.deadShare()).isEqualTo(385);
    assertThat(paper.shift()).isEqualTo(386);
    assertThat(paper.textBound()).isEqualTo(800);
    assertThat(paper.imageBound()).isEqualTo(801);
    assertThat(paper.headWidth()).isEqualTo(802);
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
    row[token.textTokens()] = 2;
    row[token.imageTokens()] = 5;
    assertThat(token.fits(row)).isTrue();
    assertThat(token.imageUnit(2) + 6 * 3).isEqualTo(row.length);
    row[token.imageTokens()] = 4;
    assertThat(token.fits(row)).isFalse();
    assertThat(token.fits(new float[3])).isFalse();
  }
}
