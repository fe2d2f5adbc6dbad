package org.melange.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PerJvmTest {

  @Test
  void makesAThingOnce() {
    Object made = PerJvm.get("PerJvmTest once", Object::new);

    assertThat(PerJvm.get("PerJvmTest once", Object::new)).isSameAs(made);
  }

  @Test
  void makesThingsOutOfOthers() {
    for (int i = 0; i < 1000; i++) {
      String key = "PerJvmTest part of " + i;

      assertThat(PerJvm.get("PerJvmTest whole " + i, () -> PerJvm.get(key, () -> key) + "!"))
          .isEqualTo(key + "!");
    }
  }

  @Test
  void triesAgainWhatFailed() {
    assertThatThrownBy(
            () ->
                PerJvm.get(
                    "PerJvmTest fails",
                    () -> {
                      throw new IllegalStateException("the network is away");
                    }))
        .hasMessage("the network is away");

    assertThat(PerJvm.<String>get("PerJvmTest fails", () -> "made")).isEqualTo("made");
  }
}
