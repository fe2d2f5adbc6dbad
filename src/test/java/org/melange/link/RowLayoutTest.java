package org.melange.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;

class RowLayoutTest {

  private final RowLayout paper = RowLayout.of(MatcherConfig.paper(3, Gate.PUBLISHED));

  @Test
  void anEntityOfThePaperTakes1576Numbers() {
    assertThat(paper.width()).isEqualTo(1576);
    assertThat(paper.coarseWidth()).isEqualTo(800);
    assertThat(paper.unitWidth()).isEqualTo(388);
  }

  @Test
  void partsFollowEachOtherWithoutGaps() {
    assertThat(paper.imageCls()).isEqualTo(512);
    assertThat(paper.textImage()).isEqualTo(608);
    assertThat(paper.imageText()).isEqualTo(704);
    assertThat(paper.textUnit()).isEqualTo(800);
    assertThat(paper.imageUnit()).isEqualTo(1188);
    assertThat(paper.query(0)).isEqualTo(96);
    assertThat(paper.query(2)).isEqualTo(288);
    assertThat(paper.liveShare()).isEqualTo(384);
    assertThat(paper.deadShare()).isEqualTo(385);
    assertThat(paper.shift()).isEqualTo(386);
    assertThat(paper.bound()).isEqualTo(387);
  }
}
