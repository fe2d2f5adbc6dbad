package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.mmoe.Features;
import org.melange.mmoe.GoldenCase;
import org.melange.mmoe.Matcher;

/** Rows give the numbers of the released PyTorch code, and of the token gate's reference. */
class RowParityTest {

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#token")
  void rowsOfTheTokenGateGiveItsReferencesScores(String name) {
    rowsGiveTheReleasedScores(name);
  }

  @ParameterizedTest
  @MethodSource("org.melange.mmoe.GoldenCase#published")
  void rowsGiveTheReleasedScores(String name) {
    GoldenCase golden = GoldenCase.read(name);
    try (Matcher matcher = Matcher.create(golden.config(), GoldenCase.weights(), Device.cpu());
        NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Features mentions = golden.mentions(manager);
      Features entities = golden.entities(manager);
      RowEncoder compiler = RandomRows.compiler(matcher, mentions, entities);
      List<PairScore> scores =
          PairScores.all(
              compiler.layout(), compiler.mentionRows(mentions), compiler.entityRows(entities));
      assertThat(scores).hasSize(mentions.size() * entities.size());
      golden.requireParity("score", PairScores.part(scores, PairScore::score));
      golden.requireParity("text", PairScores.part(scores, PairScore::text));
      golden.requireParity("image", PairScores.part(scores, PairScore::image));
      golden.requireParity("cross", PairScores.part(scores, PairScore::cross));
    }
  }
}
