package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch's checkpoints: what is read, and that nothing in them is ever run. */
class PickleCheckpointTest {

  private static final int[] SIX = {0, 1, 2, 3, 4, 5};

  @TempDir Path directory;

  @Test
  void tensorsAreReadThroughTheirOffsetsAndStrides() {
    PickleWriter pickle = new PickleWriter().raw("}(");
    pickle.string("whole").tensor("FloatStorage", "0", 6, 0, ints(2, 3), ints(3, 1));
    pickle.string("transposed").tensor("FloatStorage", "0", 6, 0, ints(3, 2), ints(1, 3));
    pickle.string("column").tensor("FloatStorage", "0", 6, 1, ints(2), ints(3));
    pickle.string("expanded").tensor("FloatStorage", "0", 6, 4, ints(3, 2), ints(0, 1));
    pickle.string("scalar").tensor("FloatStorage", "0", 6, 5, ints(), ints());
    pickle.string("empty").tensor("FloatStorage", "0", 6, 0, ints(0, 4), ints(4, 1));
    Path file = checkpoint(pickle.raw("u"), floats(SIX));
    try (TensorSource source = WeightFiles.open(file)) {
      assertThat(source.read("whole")).containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(source.shape("transposed")).containsExactly(3, 2);
      assertThat(source.read("transposed")).containsExactly(0, 3, 1, 4, 2, 5);
      assertThat(source.read("column")).containsExactly(1, 4);
      assertThat(source.read("expanded")).containsExactly(4, 5, 4, 5, 4, 5);
      assertThat(source.read("scalar")).containsExactly(5);
      assertThat(source.read("empty")).isEmpty();
    }
  }

  @Test
  void aLightningCheckpointsStateDictIsTaken() {
    PickleWriter pickle = new PickleWriter().raw("}(");
    pickle.string("epoch").integer(3).string("hyper_parameters").raw("}");
    pickle.string("state_dict").global("collections", "OrderedDict").raw(")R(");
    pickle.string("clip.w").tensor("FloatStorage", "0", 6, 0, ints(6), ints(1));
    // What torch puts into every state dict: attributes, set with BUILD.
    pickle.raw("u}").string("_metadata").global("collections", "OrderedDict").raw(")Rsb");
    try (TensorSource source = WeightFiles.open(checkpoint(pickle.raw("u"), floats(SIX)))) {
      assertThat(source.names()).containsExactly("clip.w");
      assertThat(source.read("clip.w")).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @Test
  void aParameterIsTheTensorWithin() {
    PickleWriter pickle = new PickleWriter().raw("}").string("p");
    pickle.global("torch._utils", "_rebuild_parameter").raw("(");
    pickle.tensor("FloatStorage", "0", 6, 0, ints(6), ints(1)).raw("\u0088");
    pickle.global("collections", "OrderedDict").raw(")RtRs");
    try (TensorSource source = WeightFiles.open(checkpoint(pickle, floats(SIX)))) {
      assertThat(source.read("p")).hasSize(6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DoubleStorage, 000000000000f83f",
    "FloatStorage, 0000c03f",
    "HalfStorage, 003e",
    "BFloat16Storage, c03f"
  })
  void floatingPointStoragesBecomeFloats(String storage, String hex) {
    byte[] data = HexFormat.of().parseHex(hex);
    PickleWriter pickle = new PickleWriter().raw("}").string("x");
    pickle.tensor(storage, "0", 1, 0, ints(1), ints(1)).raw("s");
    try (TensorSource source = WeightFiles.open(checkpoint(pickle, data))) {
      assertThat(source.read("x")).containsExactly(1.5f);
    }
  }

  @Test
  void bigEndianArchivesAreReadAsSuch() {
    PickleWriter pickle = new PickleWriter().raw("}").string("x");
    pickle.tensor("FloatStorage", "0", 1, 0, ints(1), ints(1)).raw("s");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", pickle.finish());
    entries.put("m/byteorder", "big".getBytes(StandardCharsets.US_ASCII));
    entries.put("m/data/0", HexFormat.of().parseHex("3fc00000"));
    try (TensorSource source = WeightFiles.open(zip(entries))) {
      assertThat(source.read("x")).containsExactly(1.5f);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "os, system",
    "posix, system",
    "builtins, eval",
    "builtins, ValueError",
    "__builtin__, getattr",
    "subprocess, Popen",
    "torch, load",
    "torch.hub, load",
    "pytorch_lightning.callbacks, ModelCheckpoint"
  })
  void anyOtherGlobalIsRefusedWhereverItStands(String module, String name) {
    PickleWriter called = new PickleWriter().raw("}").string("x").global(module, name);
    called.raw("(").string("touch /tmp/owned").raw("tRs");
    PickleWriter stacked = new PickleWriter().string(module).string(name).raw("\u0093");
    for (PickleWriter pickle : new PickleWriter[] {called, stacked}) {
      Path file = checkpoint(pickle, floats(SIX));
      assertThatThrownBy(() -> WeightFiles.open(file))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("refused, because it refers to " + module + "." + name)
          .hasMessageContaining("save its state_dict alone");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(imelange.test\nowned\n", // INST
        "(cmelange.test\nowned\no", // OBJ
        "cmelange.test\nowned\n)R", // GLOBAL, REDUCE
        "cmelange.test\nowned\n)\u0081", // NEWOBJ
        "X\u000c\0\0\0melange.testX\u0005\0\0\0owned\u0093)R", // STACK_GLOBAL, REDUCE
        "\u0082\u0001" // EXT1
      })
  void aConstructorThatOthersRegisteredIsNeverReached(String opcodes) {
    AtomicBoolean ran = new AtomicBoolean();
    Unpickler.registerConstructor(
        "melange.test",
        "owned",
        arguments -> {
          ran.set(true);
          return new LinkedHashMap<>();
        });
    Path file = checkpoint(new PickleWriter().raw(opcodes), floats(SIX));
    assertThatThrownBy(() -> WeightFiles.open(file)).isInstanceOf(WeightsException.class);
    assertThat(ran).isFalse();
  }

  @Test
  void attributesOfAnythingButADictionaryAreRefused() {
    PickleWriter pickle = new PickleWriter().string("text").raw("}b");
    Path file = checkpoint(pickle, floats(SIX));
    assertThatThrownBy(() -> WeightFiles.open(file)).isInstanceOf(WeightsException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X\u00ff\u00ff\u00ff\u007f", "B\u00ff\u00ff\u00ff\u00ff", "\u008d"})
  void aLengthThatTheFileCannotHoldIsRefusedWithoutAllocatingIt(String opcodes) {
    PickleWriter pickle = new PickleWriter().raw(opcodes).raw("\u007f".repeat(8));
    Path file = checkpoint(pickle, floats(SIX));
    assertThatThrownBy(() -> WeightFiles.open(file))
        .isInstanceOf(WeightsException.class)
        .rootCause()
        .hasMessageContaining("claims");
  }

  @Test
  void viewsBeyondTheirStorageAreRefused() {
    PickleWriter pickle = new PickleWriter().raw("}").string("x");
    pickle.tensor("FloatStorage", "0", 6, 2, ints(5), ints(1)).raw("s");
    Path file = checkpoint(pickle, floats(SIX));
    assertThatThrownBy(() -> WeightFiles.open(file))
        .isInstanceOf(WeightsException.class)
        .hasRootCauseMessage("shape [5], strides [1] reach element 7 of a storage of 6");
  }

  @Test
  void viewsThatRepeatAStorageUpToGigabytesAreRefused() {
    PickleWriter pickle = new PickleWriter().raw("}").string("x");
    pickle.tensor("FloatStorage", "0", 6, 0, ints(1 << 30), ints(0)).raw("s");
    assertThatThrownBy(() -> WeightFiles.open(checkpoint(pickle, floats(SIX))))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("shape [1073741824] has 1073741824 elements, its storage 6");
    PickleWriter claiming = new PickleWriter().raw("}").string("x");
    claiming.tensor("FloatStorage", "0", 1 << 30, 0, ints(1 << 30), ints(0)).raw("s");
    try (TensorSource source = WeightFiles.open(checkpoint(claiming, floats(SIX)))) {
      assertThatThrownBy(() -> source.read("x"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("tensor x: data/0 is too short: it holds 24 bytes");
    }
  }

  @Test
  void shortOrMissingStoragesAreNamed() {
    PickleWriter pickle = new PickleWriter().raw("}(");
    pickle.string("short").tensor("FloatStorage", "0", 9, 0, ints(9), ints(1));
    pickle.string("gone").tensor("FloatStorage", "7", 2, 0, ints(2), ints(1));
    try (TensorSource source = WeightFiles.open(checkpoint(pickle.raw("u"), floats(SIX)))) {
      assertThatThrownBy(() -> source.read("short"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("tensor short: data/0 is too short");
      assertThatThrownBy(() -> source.read("gone"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("tensor gone: its storage data/7 is missing");
      assertThatThrownBy(() -> source.read("other"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("no tensor called other");
    }
  }

  @Test
  void damagedFilesAreRefused() throws Exception {
    PickleWriter pickle = new PickleWriter().raw("}").string("x");
    pickle.tensor("FloatStorage", "0", 6, 0, ints(6), ints(1)).raw("s");
    byte[] content = pickle.finish();
    for (int length = 0; length < content.length; length++) {
      byte[] part = Arrays.copyOf(content, length);
      Path file = zip(Map.of("m/data.pkl", part));
      assertThatThrownBy(() -> WeightFiles.open(file)).isInstanceOf(WeightsException.class);
    }
    Path whole = zip(Map.of("m/data.pkl", content));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(directory.resolve("cut.bin"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> WeightFiles.open(cut))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("truncated");
  }

  /** Whatever byte of the archive is wrong, the file is at fault and not the disk. */
  @Test
  void aDamagedArchiveIsRefusedOrRead() throws Exception {
    PickleWriter pickle = new PickleWriter().raw("}").string("x");
    pickle.tensor("FloatStorage", "0", 6, 0, ints(6), ints(1)).raw("s");
    byte[] whole =
        Files.readAllBytes(zip(Map.of("m/data.pkl", pickle.finish(), "m/data/0", new byte[24])));
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0x81;
      Path file = Files.write(directory.resolve("damaged.bin"), damaged);
      try (TensorSource source = WeightFiles.open(file)) {
        assertThat(source.read(source.names().iterator().next())).hasSize(6);
      } catch (WeightsException refused) {
        assertThat(refused).hasMessageContaining("damaged.bin");
      }
    }
  }

  @Test
  void anArchiveWithoutTensorsIsRefused() {
    assertThatThrownBy(() -> WeightFiles.open(zip(Map.of("m/readme", new byte[1]))))
        .hasMessageContaining("has no entry data.pkl");
    assertThatThrownBy(() -> WeightFiles.open(checkpoint(new PickleWriter().raw("}"), new byte[1])))
        .hasMessageContaining("no dictionary of named tensors");
  }

  private static int[] ints(int... values) {
    return values;
  }

  private static byte[] floats(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.stream(values).forEach(buffer::putFloat);
    return buffer.array();
  }

  private Path checkpoint(PickleWriter pickle, byte[] storage) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", pickle.finish());
    entries.put("archive/data/0", storage);
    entries.put("archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return zip(entries);
  }

  private Path zip(Map<String, byte[]> entries) {
    try {
      Path file = Files.createTempFile(directory, "model", ".bin");
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          zip.putNextEntry(new ZipEntry(entry.getKey()));
          zip.write(entry.getValue());
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
