/** How a method is defined, by its kind. */
export * from './define-factories.ts'
export * from './define-functions.ts'
export * from './define-initializer.ts'
