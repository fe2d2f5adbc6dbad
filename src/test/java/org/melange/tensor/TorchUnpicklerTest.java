package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.razorvine.pickle.PickleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pickles as programs: what a hostile one may ask for, and that none of it is done. */
class TorchUnpicklerTest {

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "builtins, eval",
    "builtins, exec",
    "builtins, getattr",
    "posix, system",
    "subprocess, Popen",
    "torch, load",
    "torch._utils, _rebuild_tensor",
    "torch._utils, _rebuild_tensor_v3",
    "torch.storage, _load_from_bytes",
    "collections, defaultdict",
    "datetime, date",
    "decimal, Decimal",
    "java.lang, Runtime",
    "'', ''"
  })
  void globalsOutsideTheListAreRefused(String module, String name) {
    PickleWriter global = new PickleWriter().global(module, name);
    assertThatThrownBy(() -> load(global))
        .isInstanceOf(TorchUnpickler.RefusedGlobalException.class)
        .hasMessageContaining(module + "." + name);
  }

  /** Protocol 4 takes the names of a global from the stack. */
  @Test
  void globalsFromTheStackAreRefusedToo() {
    PickleWriter global = new PickleWriter().string("os").string("system").raw("\u0093");
    assertThatThrownBy(() -> load(global))
        .isInstanceOf(TorchUnpickler.RefusedGlobalException.class)
        .hasMessageContaining("os.system");
    PickleWriter known =
        new PickleWriter().string("collections").string("OrderedDict").raw("\u0093)R");
    assertThatCode(() -> load(known)).doesNotThrowAnyException();
  }

  @Test
  void namesThatAreNotTextAreRefused() {
    PickleWriter numbers = new PickleWriter().integer(1).integer(2).raw("\u0093");
    assertThatThrownBy(() -> load(numbers)).isInstanceOf(ClassCastException.class);
  }

  /** INST, OBJ, NEWOBJ, NEWOBJ_EX, EXT1, EXT2, EXT4, NEXT_BUFFER, READONLY_BUFFER. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ios\nsystem\n",
        "o",
        "\u0081",
        "\u0092",
        "\u0082\1",
        "\u0083\1\0",
        "\u0084\1\0\0\0",
        "\u0097",
        "\u0098"
      })
  void otherWaysToConstructAnObjectAreRefused(String opcodes) {
    PickleWriter pickle = new PickleWriter().raw("(").raw(opcodes);
    assertThatThrownBy(() -> load(pickle))
        .isInstanceOf(PickleException.class)
        .hasMessageContaining("is not used by state dicts");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "T\u00ff\u00ff\u00ff\u007f",
        "X\u00ff\u00ff\u00ff\u007f",
        "B\u00ff\u00ff\u00ff\u00ff",
        "\u008b\u00ff\u00ff\u00ff\u00ff",
        "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
        "\u008e\0\0\0\1\0\0\0\0",
        "\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"
      })
  void lengthsBeyondTheFileAreNotAllocated(String opcodes) {
    assertThatThrownBy(() -> load(new PickleWriter().raw(opcodes)))
        .isInstanceOf(PickleException.class)
        .hasMessageContaining("claims");
  }

  @Test
  void attributesOfADictionaryAreDropped() throws IOException {
    PickleWriter pickle = new PickleWriter().raw("}").string("a").integer(1).raw("s");
    pickle.raw("}").string("_metadata").integer(2).raw("sb");
    assertThat(load(pickle)).isEqualTo(Map.of("a", 1));
  }

  @Test
  void attributesOfAnythingElseAreRefused() {
    PickleWriter pickle = new PickleWriter().raw("]}b");
    assertThatThrownBy(() -> load(pickle)).hasMessageContaining("only dictionaries");
  }

  @Test
  void onlyStoragesHaveAPersistentId() {
    for (String id : List.of("(tQ", "K\1Q", "]Q", "NQ")) {
      assertThatThrownBy(() -> load(new PickleWriter().raw(id)))
          .as(id)
          .isInstanceOf(PickleException.class)
          .hasMessageContaining("persistent id");
    }
  }

  @Test
  void tensorsWithUnexpectedArgumentsAreRefused() {
    for (String arguments : List.of(")", "(NNNNt", "(K\1K\2K\3K\4t")) {
      PickleWriter pickle =
          new PickleWriter().global("torch._utils", "_rebuild_tensor_v2").raw(arguments).raw("R");
      assertThatThrownBy(() -> load(pickle)).as(arguments).isInstanceOf(PickleException.class);
      PickleWriter parameter =
          new PickleWriter().global("torch._utils", "_rebuild_parameter").raw(arguments).raw("R");
      assertThatThrownBy(() -> load(parameter)).as(arguments).isInstanceOf(PickleException.class);
    }
  }

  @Test
  void aSizeIsItsTuple() throws IOException {
    PickleWriter pickle = new PickleWriter().global("torch", "Size").raw("((K\2K\3ttR");
    assertThat((Object[]) load(pickle)).containsExactly(2, 3);
  }

  @Test
  void anOrderedDictTakesPairsOfEitherKind() throws IOException {
    for (String pairs : List.of("(](K\1K\2tat", "(](](K\1K\2eat")) {
      PickleWriter pickle = new PickleWriter().global("collections", "OrderedDict").raw(pairs);
      assertThat(load(pickle.raw("R"))).as(pairs).isEqualTo(Map.of(1, 2));
    }
  }

  /** Random programs end in a value or an exception, never in an error of the machine. */
  @Test
  void randomProgramsEnd() {
    Random random = new Random(43);
    byte[] start = new PickleWriter().raw("}(").string("x").finish();
    int ended = 0;
    int failed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] pickle = new byte[start.length + random.nextInt(40)];
      random.nextBytes(pickle);
      System.arraycopy(start, 0, pickle, 0, start.length - 1);
      try {
        new TorchUnpickler().loads(pickle);
        ended++;
      } catch (RuntimeException | IOException e) {
        failed++;
      }
    }
    assertThat(failed).isPositive();
    assertThat(ended + failed).isEqualTo(20_000);
  }

  private static Object load(PickleWriter pickle) throws IOException {
    return new TorchUnpickler().loads(pickle.finish());
  }
}
