declare const __NIGHTJAR_VERSION__: string
