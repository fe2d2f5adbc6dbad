package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plans as files have them. */
class UpdatePlanTest {

  private static final ShardCounts COUNTS = new ShardCounts(10, 8, 1, 2);
  private static final Shard FIRST = new Shard("1", List.of("a", "b"), List.of(), COUNTS);
  private static final Shard SECOND = new Shard("2", List.of("c"), List.of(), COUNTS);
  private static final UpdatePlan PLAN =
      new UpdatePlan(
          "run", "request", new PlanCounts(1, 2, 3, 4, 5, 6, 7, 8), List.of(FIRST, SECOND));

  @Test
  void aPlanIsReadAsItWasWritten() {
    assertThat(UpdatePlan.parse(PLAN.toJson())).isEqualTo(PLAN);
  }

  @Test
  void somethingElseIsNoPlan() {
    for (String text : List.of("", "{", "[]", PLAN.toJson().substring(5))) {
      assertThatThrownBy(() -> UpdatePlan.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a plan");
    }
  }

  @Test
  void partsTakeThePlaceOfTheirShard() {
    List<Shard> parts = List.of(FIRST.part(3, COUNTS), FIRST.part(7, COUNTS));
    assertThat(PLAN.split(FIRST, parts).shards())
        .containsExactly(parts.get(0), parts.get(1), SECOND);
    assertThat(parts.get(1).part(0, COUNTS).digits()).containsExactly(7, 0);
    assertThat(parts.get(1).part(0, COUNTS).id()).isEqualTo("1-7-0");
  }

  @Test
  void aResultIsReadAsItWasWritten() throws JsonProcessingException {
    ShardResult result = new ShardResult(9, 1, 2, 3, Map.of("ok", 4L), Map.of("off", 5L));
    assertThat(ShardResult.parse(result.toJson())).isEqualTo(result);
    assertThat(result.plus(result).images()).containsEntry("ok", 8L);
  }
}
