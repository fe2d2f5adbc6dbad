package org.melange.tensor;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a PyTorch checkpoint and refuses every global that {@link TorchGlobals} does
 * not list. The base class resolves globals through a static registry that other code in the JVM
 * may extend, as Spark does. Therefore opcodes that look up names are handled here.
 */
final class TorchUnpickler extends Unpickler {

  /**
   * Opcodes that construct objects in other ways than GLOBAL and REDUCE. State dicts do not use
   * them.
   */
  private static final Set<Short> REFUSED =
      Set.of(
          Opcodes.INST,
          Opcodes.OBJ,
          Opcodes.NEWOBJ,
          Opcodes.NEWOBJ_EX,
          Opcodes.EXT1,
          Opcodes.EXT2,
          Opcodes.EXT4,
          Opcodes.NEXT_BUFFER,
          Opcodes.READONLY_BUFFER);

  /** A global outside the allow-list. */
  static final class RefusedGlobalException extends PickleException {
    private static final long serialVersionUID = 1L;

    RefusedGlobalException(String global) {
      super("it refers to " + global);
    }
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    refuseOverlong(opcode);
    if (REFUSED.contains(opcode)) {
      throw new PickleException(
          String.format(Locale.ROOT, "opcode 0x%02x is not used by state dicts", opcode));
    } else if (opcode == Opcodes.GLOBAL) {
      String module = PickleUtils.readline(input);
      pushGlobal(module, PickleUtils.readline(input));
    } else if (opcode == Opcodes.STACK_GLOBAL) {
      String name = (String) stack.pop();
      pushGlobal((String) stack.pop(), name);
    } else if (opcode == Opcodes.BUILD) {
      build();
    } else {
      return super.dispatch(opcode);
    }
    return NO_RETURN_VALUE;
  }

  /** Checks lengths, because the base class allocates whatever a few bytes claim. */
  private void refuseOverlong(short opcode) throws IOException {
    int width =
        switch (opcode) {
          case Opcodes.BINSTRING, Opcodes.BINUNICODE, Opcodes.BINBYTES, Opcodes.LONG4 -> 4;
          case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> 8;
          default -> 0;
        };
    if (width == 0) {
      return;
    }
    input.mark(width);
    long length = 0;
    for (int i = 0; i < width; i++) {
      length |= (long) input.read() << (8 * i);
    }
    if (length < 0 || length > input.available()) {
      throw new PickleException(
          String.format(Locale.ROOT, "opcode 0x%02x claims %d bytes", opcode, length));
    }
    input.reset();
  }

  private void pushGlobal(String module, String name) {
    stack.add(
        TorchGlobals.find(module, name)
            .orElseThrow(() -> new RefusedGlobalException(module + "." + name)));
  }

  /** Drops the attributes of a state dict ({@code _metadata}), which do not describe weights. */
  private void build() {
    stack.pop();
    if (!(stack.peek() instanceof Map)) {
      throw new PickleException("only dictionaries may carry attributes");
    }
  }

  /** {@code ("storage", class, key, device, number of elements)}. */
  @Override
  protected Object persistentLoad(Object id) {
    if (id instanceof Object[] parts
        && parts.length >= 5
        && "storage".equals(parts[0])
        && parts[1] instanceof TorchGlobals.StorageClass storage) {
      return new TorchTensor.Storage(
          storage.type(), String.valueOf(parts[2]), TorchGlobals.integer(parts[4]));
    }
    throw new PickleException("a persistent id that is not a storage");
  }
}
