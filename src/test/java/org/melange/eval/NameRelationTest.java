package org.melange.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How mentions are related to names. */
class NameRelationTest {

  @ParameterizedTest
  @CsvSource({
    "Jose Marti, José Martí, , label",
    "the U.S.A., United States, the USA, alias",
    "UN, United Nations, , initials",
    "un, United Nations, UN, alias",
    "Clinton, Bill Clinton, , part of a name",
    "Clinton William, Bill Clinton, William Jefferson Clinton, part of a name",
    "Clinton Bill, William Clinton, Bill Jefferson, shared word",
    "President Clinton, Bill Clinton, , shared word",
    "Bubba, Bill Clinton, , no shared word",
    "Clint, Bill Clinton, , no shared word",
  })
  void theClosestCounts(String mention, String label, String alias, String relation) {
    List<String> aliases = alias == null ? List.of() : List.of("another", alias);
    assertThat(NameRelation.of(mention, label, aliases).text()).isEqualTo(relation);
  }
}
