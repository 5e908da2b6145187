/*
 * One process reads the pictures of many people, so nothing a picture makes a library write may reach the next one.
 * What all objects of a process share are the built-in prototypes and constructors: here they become read-only, and
 * the property that leads to them from any object goes.
 */

/**
 * Makes the built-in prototypes of this process read-only, for good: writing to them throws in strict code and does
 * nothing in other code. Objects may still have properties of their own by the same names.
 */
export function freezePrototypes(): void {
  Reflect.deleteProperty(Object.prototype, "__proto__");
  for (const inherited of [Object, ...ERRORS]) letHeirsOverride(inherited.prototype);
  const typedArray = Object.getPrototypeOf(Uint8Array);
  const constructors: { prototype: object }[] = [
    Object,
    Function,
    Array,
    String,
    Number,
    Boolean,
    Symbol,
    BigInt,
    RegExp,
    Date,
    Promise,
    Map,
    Set,
    WeakMap,
    WeakSet,
    WeakRef,
    ArrayBuffer,
    SharedArrayBuffer,
    DataView,
    typedArray,
    ...TYPED_ARRAYS,
    Buffer,
    TextDecoder,
    TextEncoder,
    URL,
    URLSearchParams,
    ...ERRORS,
  ];
  for (const shared of constructors) {
    Object.freeze(shared.prototype);
    Object.freeze(shared);
  }
  for (const prototype of unnamedPrototypes()) Object.freeze(prototype);
  for (const namespace of [Math, JSON, Reflect, Atomics]) Object.freeze(namespace);
}

/**
 * A read-only property also forbids assigning to it on every object that inherits it, which libraries do: an error sets
 * its `name`, a class its `constructor`. As an accessor it reads the same and gives the object that is assigned to a
 * property of its own.
 */
function letHeirsOverride(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const property = Object.getOwnPropertyDescriptor(prototype, key);
    if (!property?.configurable || !("value" in property)) continue;
    const { value, enumerable = false } = property;
    Object.defineProperty(prototype, key, {
      configurable: false,
      enumerable,
      get: () => value,
      set(this: object, next: unknown) {
        if (this === prototype) throw new TypeError(`Cannot assign to ${String(key)} of a frozen prototype`);
        Object.defineProperty(this, key, { value: next, configurable: true, enumerable: true, writable: true });
      },
    });
  }
}

const TYPED_ARRAYS = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];
const ERRORS = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError];

/** Of iterators, generators and asynchronous functions, which have no global name. */
function unnamedPrototypes(): object[] {
  const arrayIterator = Object.getPrototypeOf([][Symbol.iterator]());
  const generator = Object.getPrototypeOf(function* () {});
  const asyncGenerator = Object.getPrototypeOf(async function* () {});
  const iterators = [new Map().entries(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/x/g)];
  return [
    arrayIterator,
    Object.getPrototypeOf(arrayIterator),
    ...iterators.map((iterator) => Object.getPrototypeOf(iterator)),
    generator,
    generator.prototype,
    asyncGenerator,
    asyncGenerator.prototype,
    Object.getPrototypeOf(async () => {}),
  ];
}
